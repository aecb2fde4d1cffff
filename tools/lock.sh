#!/usr/bin/env bash
# Remakes locks/*.txt from pyproject.toml: names, versions and hashes only, never a download address.
# One set of versions for all: the smaller locks take theirs from locks/dev.txt. Needs uv.
#   tools/lock.sh             keep the locked versions where pyproject.toml allows them
#   tools/lock.sh --upgrade   take the newest versions
set -euo pipefail
cd "$(dirname "$0")/.."

command -v uv >/dev/null || { echo "tools/lock.sh cần uv · needs uv: python3 -m pip install uv" >&2; exit 3; }

compile() { # NAME ARGUMENT…
    local name=$1
    shift
    uv pip compile pyproject.toml --quiet --universal --python-version 3.11 --generate-hashes \
        --no-header --no-annotate --no-emit-index-url --no-emit-find-links \
        --output-file "locks/$name.txt" "$@"
}

mkdir -p locks
compile dev --all-extras --group dev "$@"
for part in gateway central; do
    compile "$part" --extra "$part" --constraint locks/dev.txt
done
compile demo --extra demo --group build --constraint locks/dev.txt

# The printer emulator that judges printed bytes lives in an environment of its own: it needs Python 3.13.
echo "emupos==0.4.0" | uv pip compile - --quiet --universal --python-version 3.13 --generate-hashes \
    --no-header --no-annotate --no-emit-index-url --no-emit-find-links --output-file locks/judge.txt "$@"

if grep -nE '://|^(--|file:|/)' locks/*.txt; then
    echo "tools/lock.sh: a lock names an address or a path" >&2
    exit 1
fi
