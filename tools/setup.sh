#!/usr/bin/env bash
# Makes the virtual environment that `make demo` and `make test` run in, from the locks, on a fresh
# Debian 12 or Raspberry Pi OS. Quick when nothing is to do. It touches nothing but the environment's
# folder and, where it may (root or sudo without a password), the system packages named below.
#
#   tools/setup.sh demo    what `quayso demo` needs
#   tools/setup.sh test    that, the test tools, mosquitto and Chromium
#
# Settings: PYTHON (which interpreter, 3.11 or newer), VENV (folder, default .venv),
#           QUAYSO_INSTALLER=pip (do not use uv although it is there).
# Exit status: 0 ready, 2 wrong usage, 3 something is missing that a person must install.
set -euo pipefail
cd "$(dirname "$0")/.."

kind=${1:-}
case $kind in
demo) lock=locks/demo.txt ;;
test) lock=locks/dev.txt ;;
*)
    echo "cách dùng · usage: tools/setup.sh demo|test" >&2
    exit 2
    ;;
esac
venv=${VENV:-.venv}

say() { printf '%s\n' "$*" >&2; }

# Runs as root where that needs no password.
as_root() {
    if [ "$(id -u)" = 0 ]; then
        "$@"
    else
        sudo -n "$@"
    fi
}

may_install() {
    command -v apt-get >/dev/null || return 1
    [ "$(id -u)" = 0 ] || sudo -n true 2>/dev/null
}

# Installs system packages, or prints the one line to run and ends.
need_packages() {
    if may_install; then
        say "Đang cài gói hệ thống · installing system packages: $*"
        { as_root apt-get update -qq && as_root env DEBIAN_FRONTEND=noninteractive \
            apt-get install -y -qq --no-install-recommends "$@"; } </dev/null >&2 && return
    fi
    say "Thiếu gói hệ thống. Hãy chạy dòng này rồi chạy lại:"
    say "System packages are missing. Run this line, then start again:"
    say "    sudo apt-get update && sudo apt-get install -y --no-install-recommends $*"
    exit 3
}

new_enough() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }

find_python() {
    local candidate
    for candidate in ${PYTHON:-python3 python3.13 python3.12 python3.11}; do
        if new_enough "$candidate"; then
            command -v "$candidate"
            return
        fi
    done
    return 1
}

has() { command -v "$1" >/dev/null || [ -x "/usr/sbin/$1" ]; }

system_packages() {
    local missing=()
    has mosquitto || missing+=(mosquitto)
    has chromium || missing+=(chromium)
    # Chromium draws Vietnamese from the page's own font, but it does not start without any font at all.
    has fc-list || missing+=(fontconfig fonts-dejavu-core)
    [ ${#missing[@]} = 0 ] || need_packages "${missing[@]}"
}

with_uv() { [ "${QUAYSO_INSTALLER:-}" != pip ] && command -v uv >/dev/null; }

make_environment() {
    if with_uv; then
        uv venv --quiet --clear --python "$python" "$venv"
        return
    fi
    if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
        case $("$python" -c 'import sys; print(sys.executable)') in
        /usr/bin/*) need_packages "$("$python" -c 'import sys; print("python3.%d-venv" % sys.version_info[1])')" ;;
        *) need_packages python3-venv ;;
        esac
    fi
    "$python" -m venv --clear "$venv"
}

install_locked() {
    if with_uv; then
        uv pip install --quiet --python "$venv/bin/python" --require-hashes -r "$lock"
        uv pip install --quiet --python "$venv/bin/python" --no-deps --no-build-isolation -e .
        return
    fi
    "$venv/bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes -r "$lock"
    "$venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
}

python=$(find_python) || {
    [ -z "${PYTHON:-}" ] || {
        say "$PYTHON: không có hoặc cũ hơn 3.11 · not there or older than 3.11"
        exit 3
    }
    need_packages python3 python3-venv
    python=$(find_python) || {
        say "Cần Python 3.11 trở lên · Python 3.11 or newer is needed"
        exit 3
    }
}

[ "$kind" != test ] || system_packages

# The stamp names all that the environment was made from; the test environment holds the demo's.
stamp=$({
    cat "$lock" pyproject.toml
    pwd
    "$python" -VV
} | sha256sum | cut -d' ' -f1)
if [ "$(cat "$venv/.quayso-$kind" 2>/dev/null)" = "$stamp" ]; then
    exit 0
fi

say "Đang chuẩn bị môi trường Python · preparing the Python environment: $venv"
same_python() { [ "$("$venv/bin/python" -VV 2>/dev/null)" = "$("$python" -VV)" ]; }
{ same_python && { with_uv || [ -x "$venv/bin/pip" ]; }; } || make_environment
install_locked
echo "$stamp" >"$venv/.quayso-$kind"
