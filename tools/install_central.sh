#!/usr/bin/env bash
# Installs, upgrades or removes the central server on Debian 12 or newer. As root.
#
#   tools/install_central.sh --wheels DIR --host quayso.tinh-mau.vn --site xa-mau --name "Trung tâm …" [more for init]
#   tools/install_central.sh --wheels DIR            upgrade: a backup first, then the new version
#   tools/install_central.sh --remove [--purge]      data stay unless --purge is said
#
# --wheels: a folder with quayso-*.whl and all that it needs (docs/install.md). It is kept for gateways to install from.
# Exit status: 0 done, 2 something is missing or refused, with words.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
. "$here/install_common.sh"

units=(quayso-central.service quayso-broker-reload.path quayso-broker-reload.service quayso-backup.service
    quayso-backup.timer quayso-renew.service quayso-renew.timer)
data=/var/lib/quayso-central
settings=/etc/quayso/central.toml
wheels='' remove='' purge=''
init=()
while [ $# -gt 0 ]; do
    case $1 in
    --wheels) wheels=$(cd "$2" && pwd); shift 2 ;;
    --remove) remove=yes; shift ;;
    --purge) purge=yes; shift ;;
    *) init+=("$1"); shift ;;
    esac
done

as_central() { runuser -u quayso-central -- "$@"; }

remove_central() {
    remove_units "${units[@]}"
    rm -rf /etc/systemd/system/mosquitto.service.d/quayso.conf /etc/mosquitto/conf.d/quayso.conf \
        /usr/lib/tmpfiles.d/quayso-broker.conf /usr/lib/tmpfiles.d/quayso-backup.conf
    remove_programs
    systemctl daemon-reload
    systemctl try-restart mosquitto || true
    if [ -n "$purge" ]; then
        rm -rf "$data" /var/lib/quayso-broker /etc/quayso
        say "Đã gỡ và xóa dữ liệu; bản sao trong /var/backups/quayso còn nguyên. · Removed with its data; backups stay."
    else
        say "Đã gỡ; dữ liệu còn ở $data, /etc/quayso. · Removed; data stay."
    fi
}

# Before anything changes; a store that cannot be saved is not upgraded.
save_first() {
    [ -x "$opt/venv/bin/quayso" ] && [ -f "$data/central.db" ] || return 0
    say "Sao lưu trước khi nâng cấp · a backup before the upgrade"
    as_central "$opt/venv/bin/quayso" backup --config "$settings" --to /var/backups/quayso \
        --passphrase-file /etc/quayso/backup.passphrase || stop_with "Không sao lưu được: không nâng cấp. · No backup, no upgrade."
}

first_settings() {
    [ -f "$settings" ] && return
    [ ${#init[@]} -gt 0 ] || stop_with "Lần đầu cần --host, --site, --name. · The first time needs --host, --site, --name."
    local new=$data/first
    install -d -o quayso-central -g quayso-central -m 700 "$new"
    as_central "$opt/venv/bin/quayso" provision init --config "$new/central.toml" "${init[@]}"
    install -o root -g quayso-central -m 640 "$new/central.toml" "$settings"
    rm -rf "$new"
    as_central "$opt/venv/bin/quayso" provision ca create --config "$settings"
}

passphrase() {
    local file=/etc/quayso/backup.passphrase
    [ -f "$file" ] && return
    (umask 077 && openssl rand -hex 16 >"$file.new")
    chown root:quayso-central "$file.new"
    chmod 640 "$file.new"
    mv "$file.new" "$file"
    say "CHÉP RA GIẤY, cất vào két: cụm mật khẩu của bản sao lưu · WRITE IT DOWN, the passphrase of backups: $(cat "$file")"
}

serve_wheels() {
    local folder=$data/install
    install -d -o root -g quayso-central -m 750 "$folder"
    rm -f "$folder"/*.whl
    install -o root -g quayso-central -m 640 "$wheels"/*.whl "$here/install_gateway.sh" "$here/install_common.sh" "$folder/"
    (cd "$folder" && sha256sum ./*.whl ./*.sh | sed 's: \./: :' >SHA256SUMS)
    chown root:quayso-central "$folder/SHA256SUMS"
    chmod 640 "$folder/SHA256SUMS"
}

need_root
if [ -n "$remove" ]; then
    remove_central
    exit 0
fi
[ -n "$wheels" ] || stop_with "Cần --wheels DIR (docs/install.md). · --wheels is needed."
need_package mosquitto /usr/sbin/mosquitto
need_package openssl openssl
save_first
make_environment "$wheels" central
install_users
install -d -o root -g root -m 751 /etc/quayso
install -d -o quayso-central -g quayso-central -m 750 "$data"
install -m 644 "$(shipped systemd)"/tmpfiles.d/*.conf /usr/lib/tmpfiles.d/
systemd-tmpfiles --create /usr/lib/tmpfiles.d/quayso-broker.conf /usr/lib/tmpfiles.d/quayso-backup.conf
first_settings
passphrase
as_central "$opt/venv/bin/quayso" provision broker --config "$settings"
install -D -m 644 "$(shipped systemd)/mosquitto.service.d/quayso.conf" /etc/systemd/system/mosquitto.service.d/quayso.conf
# A link: mosquitto passes over an include_dir that stands in an included file, in silence.
ln -sfn /var/lib/quayso-broker/quayso.conf /etc/mosquitto/conf.d/quayso.conf
serve_wheels
install_units "${units[@]}"
systemctl enable --quiet mosquitto quayso-central quayso-broker-reload.path quayso-backup.timer quayso-renew.timer
systemctl restart mosquitto quayso-broker-reload.path quayso-backup.timer quayso-renew.timer
systemctl restart quayso-central
drop_old_environments
say "Xong. Mở trang và đặt mật khẩu lần đầu: journalctl -u quayso-central · Done; the first link stands in its journal."
