# What both installers do; read by install_central.sh and install_gateway.sh, never run by itself.
# Every step may be repeated: an installer that was interrupted is started again.

opt=/opt/quayso

say() { printf '%s\n' "$*"; }

stop_with() {
    printf '%s\n' "$@" >&2
    exit 2
}

need_root() {
    [ "$(id -u)" = 0 ] || stop_with "Hãy chạy bằng sudo. · Run it with sudo."
    command -v systemctl >/dev/null || stop_with "Máy này không có systemd. · There is no systemd."
    python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null ||
        stop_with "Cần Python 3.11 trở lên (Debian 12, Raspberry Pi OS 12 trở lên). · Python 3.11 or newer is needed."
}

# need_package PACKAGE PROGRAM: asks apt only for what is not there, so that an offline machine gets by.
need_package() {
    command -v "$2" >/dev/null && return
    say "Đang cài · installing: $1"
    { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$1"; } \
        </dev/null >/dev/null || stop_with "Không cài được gói $1. · The package cannot be installed."
}

# make_environment WHEELS EXTRAS: a new environment beside the old one; the name changes over when it is whole.
make_environment() {
    local wheels=$1 extras=$2 pip_wheel new own
    # The smallest centre has both on one machine, in one environment.
    [ ! -f /etc/systemd/system/quayso-central.service ] || extras=$extras,central
    [ ! -f /etc/systemd/system/quayso-gateway.service ] || extras=$extras,gateway,tickets,pages
    own=$(ls "$wheels"/quayso-*-py3-none-any.whl 2>/dev/null | sort -V | tail -1)
    pip_wheel=$(ls "$wheels"/pip-*-py3-none-any.whl 2>/dev/null | sort -V | tail -1)
    [ -n "$own" ] && [ -n "$pip_wheel" ] || stop_with "Thiếu tệp quayso-*.whl hoặc pip-*.whl trong $wheels. · They are missing."
    new=$opt/venv-$(basename "$own" | cut -d- -f2)-$(date -u +%Y%m%dT%H%M%S)
    mkdir -p "$opt"
    # pip runs from its own wheel: Raspberry Pi OS Lite needs no python3-venv for that.
    if ! { python3 -m venv --without-pip "$new" &&
        PYTHONPATH=$pip_wheel "$new/bin/python" -m pip --isolated install --quiet --no-index --find-links "$wheels" \
            --no-warn-script-location --disable-pip-version-check "${own}[$extras]" &&
        "$new/bin/quayso" --version; }; then
        rm -rf "$new"
        stop_with "Không cài được từ $wheels; bản đang chạy giữ nguyên. · It failed; what runs is untouched."
    fi
    ln -sfn "$new" "$opt/venv.new"
    mv -T "$opt/venv.new" "$opt/venv"
    ln -sfn "$opt/venv/bin/quayso" /usr/local/bin/quayso
}

# The environments before the last one go; the last one stays for the way back.
drop_old_environments() {
    local current
    current=$(readlink -f "$opt/venv")
    ls -1dt "$opt"/venv-*/ 2>/dev/null | sed 's:/$::' | { grep -vx "$current" || true; } | tail -n +2 | xargs -r rm -rf --
}

# shipped FOLDER: a folder of the installed package's firmware_configs.
shipped() { "$opt/venv/bin/python" -c "import importlib.util as u; print(u.find_spec('firmware_configs').submodule_search_locations[0])" | sed "s:\$:/$1:"; }

install_users() {
    install -D -m 644 "$(shipped systemd)/sysusers.d/quayso.conf" /usr/lib/sysusers.d/quayso.conf
    systemd-sysusers /usr/lib/sysusers.d/quayso.conf
}

install_units() {
    local name
    for name in "$@"; do
        install -m 644 "$(shipped systemd)/$name" "/etc/systemd/system/$name"
    done
    systemctl daemon-reload
}

# The programs go with the last of both.
remove_programs() {
    [ -f /etc/systemd/system/quayso-central.service ] || [ -f /etc/systemd/system/quayso-gateway.service ] ||
        rm -rf "$opt" /usr/local/bin/quayso
}

remove_units() {
    local name
    for name in "$@"; do
        systemctl disable --now --quiet "$name" 2>/dev/null || true
        rm -f "/etc/systemd/system/$name"
    done
    systemctl daemon-reload
}
