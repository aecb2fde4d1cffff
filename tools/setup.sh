#!/usr/bin/env bash
# Makes the virtual environment that `make demo` and `make test` run in, from the locks, on a fresh
# Debian 12 or Raspberry Pi OS. Quick when nothing is to do. It touches nothing but the environment's
# folder and, where it may (root or sudo without a password), the system packages named below.
#
#   tools/setup.sh demo    what `quayso demo` needs
#   tools/setup.sh test    that, the test tools, mosquitto, openssl, Chromium, systemd-analyze and, with a
#                          Python 3.13, the printer emulator (.venv-emupos)
#   tools/setup.sh rigs    that, and QEMU's storage daemon for the power cuts
#
# Settings: PYTHON (which interpreter, 3.11 or newer), VENV (folder, default .venv),
#           QUAYSO_INSTALLER=pip (do not use uv although it is there).
# Exit status: 0 ready, 2 wrong usage, 3 something is missing that a person must install.
set -euo pipefail
cd "$(dirname "$0")/.."

kind=${1:-}
case $kind in
demo) lock=locks/demo.txt ;;
test | rigs) lock=locks/dev.txt ;;
*)
    echo "cách dùng · usage: tools/setup.sh demo|test|rigs" >&2
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
            apt-get install -y -qq --no-install-recommends "$@"; } </dev/null >/dev/null && return
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

with_uv() { [ "${QUAYSO_INSTALLER:-}" != pip ] && command -v uv >/dev/null; }

# Where the environment stands and whose it is: its scripts name both, so a moved one is made anew.
maker() { pwd && "$python" -VV; }

# Whether the environment is there, with the pip that install_locked is going to use.
is_made() {
    [ "$(cat "$venv/.quayso-made" 2>/dev/null)" = "$(maker)" ] && [ -x "$venv/bin/python" ] &&
        { with_uv || [ -x "$venv/bin/pip" ]; }
}

make_environment() {
    if with_uv; then
        uv venv --quiet --clear --python "$python" "$venv"
    else
        "$python" -m venv --clear "$venv"
    fi
    maker >"$venv/.quayso-made"
}

# Names the system packages that are missing, one a line.
missing_packages() {
    if [ -z "$python" ]; then
        printf '%s\n' python3 python3-venv
    elif ! is_made && ! with_uv && ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
        # Debian keeps ensurepip apart, in a package for each version.
        "$python" -c 'import sys; print("python3.%d-venv" % sys.version_info[1])'
    fi
    if [ "$kind" != demo ]; then
        has mosquitto || echo mosquitto
        has chromium || echo chromium
        has systemd-analyze || echo systemd
        has openssl || echo openssl
    fi
    if [ "$kind" = rigs ]; then
        has qemu-storage-daemon || echo qemu-system-common
        has mkfs.ext4 || echo e2fsprogs
    fi
}

install_locked() {
    if with_uv; then
        uv pip install --quiet --compile-bytecode --python "$venv/bin/python" --require-hashes -r "$lock"
        uv pip install --quiet --python "$venv/bin/python" --no-deps --no-build-isolation -e .
        return
    fi
    "$venv/bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes -r "$lock"
    "$venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
}

# A Python for the printer emulator, which is too new for the rest; nothing where there is none.
find_judge_python() {
    local candidate
    for candidate in python3.13 python3.14 "${PYENV_ROOT:-$HOME/.pyenv}"/versions/3.1[34]*/bin/python; do
        if "$candidate" -c 'import sys, venv; sys.exit(sys.version_info < (3, 13))' 2>/dev/null; then
            echo "$candidate"
            return
        fi
    done
    return 1
}

# A voice for the tests that listen; without it they say so and are skipped.
install_voice() {
    if ! has espeak-ng && may_install; then
        as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
            espeak-ng alsa-utils </dev/null >/dev/null ||
            say "Không cài được espeak-ng; bỏ qua các bài thử của nó · no espeak-ng, its tests are skipped"
    fi
}

# The face of official documents, with every Vietnamese letter; without it PDF says what to install.
install_face() {
    local face
    for face in /usr/share/fonts/truetype/liberation2 /usr/share/fonts/truetype/liberation; do
        [ ! -e "$face/LiberationSerif-Regular.ttf" ] || return 0
    done
    may_install || return 0
    { as_root apt-get update -qq && as_root env DEBIAN_FRONTEND=noninteractive \
        apt-get install -y -qq --no-install-recommends fonts-liberation2; } </dev/null >/dev/null ||
        say "Không cài được fonts-liberation2; không xuất được PDF · no fonts-liberation2, PDF cannot be written"
}

# The emulator that judges printed bytes, where it can be had; without it its tests say so and are skipped.
install_judge() {
    local judge=.venv-emupos wanted found
    wanted=$(sha256sum <locks/judge.txt)
    [ "$(cat "$judge/.quayso-judge" 2>/dev/null)" != "$wanted" ] || return 0
    found=$(find_judge_python) || return 0
    say "Đang chuẩn bị máy in giả lập · preparing the printer emulator: $judge"
    if "$found" -m venv --clear "$judge" && "$judge/bin/python" -m pip install --quiet \
        --disable-pip-version-check --require-hashes -r locks/judge.txt; then
        echo "$wanted" >"$judge/.quayso-judge"
    else
        say "Không cài được máy in giả lập; bỏ qua các bài thử của nó · no printer emulator, its tests are skipped"
        rm -rf "$judge"
    fi
}

python=$(find_python) || {
    python=
    if [ -n "${PYTHON:-}" ]; then
        say "$PYTHON: không có hoặc cũ hơn 3.11 · not there or older than 3.11"
        exit 3
    fi
}
mapfile -t packages < <(missing_packages)
[ ${#packages[@]} = 0 ] || need_packages "${packages[@]}"
[ -n "$python" ] || python=$(find_python) || {
    say "Cần Python 3.11 trở lên · Python 3.11 or newer is needed"
    exit 3
}

[ "$kind" = demo ] || install_judge
[ "$kind" = demo ] || install_voice
install_face

# The stamp names all that the environment was filled from.
stamp=$({ cat "$lock" pyproject.toml && maker; } | sha256sum | cut -d' ' -f1)
if is_made && [ "$(cat "$venv/.quayso-$kind" 2>/dev/null)" = "$stamp" ]; then
    exit 0
fi

say "Đang chuẩn bị môi trường Python · preparing the Python environment: $venv"
is_made || make_environment
install_locked
echo "$stamp" >"$venv/.quayso-$kind"
