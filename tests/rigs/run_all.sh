#!/usr/bin/env bash
# The long rigs: more crash images and more kills, with several seeds. What they printed last stands in docs/rigs.md.
set -euo pipefail
cd "$(dirname "$0")/../.."
python=${VENV:-.venv}/bin/python
export PYTHONPATH=.
for seed in 1 2 3 4 5; do
    unshare -m "$python" tests/rigs/power_cut/run.py --images 400 --presses 3000 --seed "$seed"
done
unshare -m "$python" tests/rigs/power_cut/run.py --images 100 --presses 600 --seed 6 --careless
for seed in 1 2 3 4 5 6; do
    "$python" tests/rigs/kills/run.py --seconds 60 --seed "$seed"
done
"$python" tests/rigs/kills/run.py --seconds 30 --seed 7 --forgetful
for seed in 1 2 3; do
    "$python" tests/rigs/hall_kills/run.py --kills 200 --seed "$seed"
done
"$python" tests/rigs/hall_kills/run.py --kills 12 --seed 4 --forgetful
# What `make test` leaves out, and its property tests with many more examples.
QUAYSO_EXAMPLES=200 "$python" -m pytest -q -m long
QUAYSO_EXAMPLES=500 "$python" -m pytest -q -m "not slow" tests/contract tests/gateway/queue tests/central/rules tests/central/ingest
echo "rigs: passed"
