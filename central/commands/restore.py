"""``quayso restore``: puts a backup in place of the store; gateways send again what they gave since it was made."""

import argparse
from datetime import UTC, datetime
from pathlib import Path

from central.backup.archive import BackupRefused
from central.backup.making import store_file
from central.backup.restoring import Opened, Replaced, opened, put_in_place
from central.backup.secrets import read_passphrase
from central.commands.opening import DONE, PART_MISSING, WRONG_INPUT, Stopped, read_settings, saying_why
from central.config import CentralConfig
from central.store.in_use import StoreInUse, replacing

KEPT_AT_GATEWAYS_DAYS = 7


def run(argv: list[str]) -> int:
    """Restore; the exit status: 0 done, 2 wrong words or no sound backup, 3 central runs or the disk refuses."""
    arguments = _parser().parse_args(argv)
    with saying_why("restore"):
        config = read_settings(arguments.config)
        try:
            passphrase = read_passphrase(arguments.passphrase_file) if arguments.passphrase_file else None
            lines = _restore(arguments.from_, config, passphrase, arguments.dry_run)
        except BackupRefused as refused:
            raise Stopped(WRONG_INPUT, f"{arguments.from_}: {refused}") from None
        except StoreInUse:
            raise Stopped(
                PART_MISSING,
                "quayso central hoặc một lệnh của nó đang chạy: systemctl stop quayso-central / it is running, stop it",
            ) from None
        except OSError as error:
            where, why = error.filename or arguments.from_, error.strerror or error
            raise Stopped(PART_MISSING, f"không khôi phục được {where} / cannot be restored: {why}") from None
    print("\n".join(lines))
    return DONE


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="quayso restore", description="Khôi phục trung tâm từ một bản sao · restore central from a backup."
    )
    parser.add_argument("--config", required=True, type=Path, metavar="central.toml")
    parser.add_argument("--from", required=True, type=Path, metavar="FILE", dest="from_")
    parser.add_argument(
        "--passphrase-file", type=Path, metavar="FILE", help="lấy lại cả khóa CA nếu máy chủ chưa có · keys too"
    )
    parser.add_argument("--dry-run", action="store_true", help="chỉ kiểm tra bản sao · check the backup alone")
    return parser


def _restore(backup: Path, config: CentralConfig, passphrase: str | None, is_trial: bool) -> list[str]:
    store, now = store_file(config), datetime.now(UTC)
    with replacing(store):
        # Asked before the long work of unpacking; asked again when the file is replaced.
        pass
    with opened(backup, store.parent, passphrase) as found:
        about = _about(found, now)
        if is_trial:
            return [*about, "Bản sao dùng được, chưa thay đổi gì. · It is sound; nothing was changed."]
        return [*about, *_done(put_in_place(found, config, store, now), config)]


def _about(found: Opened, now: datetime) -> list[str]:
    manifest = found.manifest
    made = datetime.fromisoformat(manifest.made_at)
    days = (now - made).total_seconds() / 86_400
    lines = [f"Bản sao lúc · made at {made.astimezone():%H:%M %d/%m/%Y}: {manifest.lines} dòng · lines"]
    if days > KEPT_AT_GATEWAYS_DAYS:
        lines.append(
            f"CHÚ Ý: bản sao đã {days:.0f} ngày; các máy chỉ giữ {KEPT_AT_GATEWAYS_DAYS} ngày sự kiện đã gửi. "
            f"· It is {days:.0f} days old; boxes keep what they sent for {KEPT_AT_GATEWAYS_DAYS}."
        )
    return lines


def _done(done: Replaced, config: CentralConfig) -> list[str]:
    lines = ["Đã khôi phục. · Restored."]
    if done.kept:
        lines.append(f"Kho cũ được giữ · the old store is kept: {done.kept}")
    if done.own_lines is None:
        lines.append("Kho cũ không đọc được: việc làm trên trang sau bản sao đã mất. · The old store cannot be read.")
    elif done.own_lines:
        lines.append(
            f"{done.own_lines} dòng của chính trung tâm (chốt kỳ, đánh giá qua điện thoại, …) chỉ còn trong kho cũ. "
            f"· {done.own_lines} lines of central itself stand in the old store alone."
        )
    if done.settings:
        lines.append(f"central.toml của bản sao · its settings: {done.settings}")
    if done.has_authority:
        lines.append(f"Đã lấy lại khóa CA · the authority's keys are back: {config.provisioning.folder}")
    return [
        *lines,
        "Máy thêm, thay hoặc thu hồi sau bản sao: làm lại trên trang Thêm thiết bị. "
        "· Boxes added, replaced or revoked since: do it again.",
        "Tiếp theo · next: quayso provision broker, systemctl start quayso-central, quayso audit",
    ]
