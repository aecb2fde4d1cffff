#!/usr/bin/env bash
# The short rigs, on every CI run: power cuts under the real journal, kills at random, and the controls that must fail.
set -euo pipefail
cd "$(dirname "$0")/../.."
python=${VENV:-.venv}/bin/python
export PYTHONPATH=.
# A mount namespace of its own: nothing stays mounted, whatever happens.
unshare -m "$python" tests/rigs/power_cut/run.py --images 200 --presses 1500 --seed 1
unshare -m "$python" tests/rigs/power_cut/run.py --images 30 --presses 400 --seed 2 --careless
"$python" tests/rigs/kills/run.py --seconds 60 --seed 1
"$python" tests/rigs/kills/run.py --seconds 20 --seed 1 --forgetful
"$python" tests/rigs/hall_kills/run.py --kills 20 --seed 1
"$python" tests/rigs/hall_kills/run.py --kills 8 --seed 1 --forgetful
echo "rigs-quick: passed"
