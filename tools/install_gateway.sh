#!/usr/bin/env bash
# Installs, upgrades or removes a gateway on Raspberry Pi OS (64 bit) or Debian, without the Internet. As root.
#
#   install_gateway.sh --from DIR                                  from a folder or a stick
#   install_gateway.sh --from https://HOST:8443/cai-dat --ca FILE   from central
#   install_gateway.sh … --kiosk http://127.0.0.1:8080/board        with a full-screen browser (cage and chromium)
#   install_gateway.sh --remove [--purge]                           the journal stays unless --purge is said
#
# Exit status: 0 done, 2 something is missing or refused, with words.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
from='' ca='' kiosk='' remove='' purge=''
while [ $# -gt 0 ]; do
    case $1 in
    --from) from=${2%/}; shift 2 ;;
    --ca) ca=$2; shift 2 ;;
    --kiosk) kiosk=$2; shift 2 ;;
    --remove) remove=yes; shift ;;
    --purge) purge=yes; shift ;;
    *) echo "không hiểu · unknown: $1" >&2; exit 2 ;;
    esac
done

# get URL FILE: by Python, which is there anyway.
get() {
    python3 -c 'import ssl, sys, urllib.request as u
context = ssl.create_default_context(cafile=sys.argv[3] or None)
open(sys.argv[2], "wb").write(u.urlopen(sys.argv[1], timeout=60, context=context).read())' "$1" "$2" "$ca" ||
        { echo "không tải được · cannot be fetched: $1" >&2; exit 2; }
}

# fetch: everything that central lists, compared with its hashes; nothing is used before all of it is there.
fetch() {
    local name
    wheels=$(mktemp -d)
    trap 'rm -rf "$wheels"' EXIT
    get "$from/SHA256SUMS" "$wheels/SHA256SUMS"
    while read -r _ name; do
        case $name in */* | .* | '') echo "tên lạ · odd name: $name" >&2; exit 2 ;; esac
        get "$from/$name" "$wheels/$name"
    done <"$wheels/SHA256SUMS"
    (cd "$wheels" && sha256sum --quiet -c SHA256SUMS) || { echo "tệp tải về bị hỏng · a damaged download" >&2; exit 2; }
    here=$wheels
}

case $from in
https://*) fetch ;;
http://*) echo "chỉ tải qua https · https only" >&2; exit 2 ;;
?*) wheels=$(cd "$from" && pwd) ;;
esac
. "$here/install_common.sh"

units=(quayso-gateway.service quayso-claim.service quayso-kiosk.service)
pi=(/etc/udev/rules.d/70-quayso.rules /etc/systemd/journald.conf.d/quayso.conf
    /etc/systemd/system.conf.d/quayso-watchdog.conf /etc/chromium/policies/managed/quayso.json)

remove_gateway() {
    remove_units "${units[@]}"
    rm -rf "${pi[@]}"
    remove_programs
    if [ -n "$purge" ]; then
        rm -rf /var/lib/quayso /etc/quayso
        say "Đã gỡ và xóa nhật ký. · Removed with its journal."
    else
        say "Đã gỡ; nhật ký còn ở /var/lib/quayso. · Removed; the journal stays in /var/lib/quayso."
    fi
}

install_pi_files() {
    local folder
    folder=$(shipped pi)
    install -D -m 644 "$folder/udev/70-quayso.rules" "${pi[0]}"
    install -D -m 644 "$folder/journald/quayso.conf" "${pi[1]}"
    install -D -m 644 "$folder/watchdog/quayso-watchdog.conf" "${pi[2]}"
    install -D -m 644 "$folder/chromium/quayso.json" "${pi[3]}"
    udevadm control --reload 2>/dev/null || true
    udevadm trigger --subsystem-match=tty --subsystem-match=usbmisc 2>/dev/null || true
    [ -f /boot/firmware/config.txt ] || return 0
    install -m 644 "$folder/boot/quayso.txt" /boot/firmware/quayso.txt
    grep -qx 'include quayso.txt' /boot/firmware/config.txt || printf '\n[all]\ninclude quayso.txt\n' >>/boot/firmware/config.txt
    # The serial port belongs to devices: no console on it.
    sed -i -E 's/console=(serial0|ttyAMA0|ttyS0),[0-9]+ ?//g' /boot/firmware/cmdline.txt
}

need_root
if [ -n "$remove" ]; then
    remove_gateway
    exit 0
fi
[ -n "$from" ] || stop_with "Cần --from. · --from is needed."
make_environment "$wheels" gateway,tickets,pages
install_users
install -d -o root -g root -m 751 /etc/quayso
install_pi_files
install_units quayso-gateway.service quayso-claim.service
systemctl enable --quiet quayso-gateway quayso-claim
if [ -n "$kiosk" ]; then
    need_package cage cage
    need_package chromium chromium
    install_units quayso-kiosk.service
    install -d /etc/systemd/system/quayso-kiosk.service.d
    printf '[Service]\nEnvironment=QUAYSO_PAGE=%s\n' "$kiosk" >/etc/systemd/system/quayso-kiosk.service.d/page.conf
    systemctl daemon-reload
    systemctl enable --quiet quayso-kiosk
fi
if [ -f /etc/quayso/gateway.toml ]; then
    systemctl restart quayso-gateway
    [ -z "$kiosk" ] || systemctl restart quayso-kiosk
else
    systemctl restart --no-block quayso-claim
fi
drop_old_environments
say "Xong. Chưa nhận máy thì mở http://địa-chỉ-máy:8080 để gõ mã. · Done; to type a code open port 8080 of this box."
