"""Which backups are kept: the newest ones, and the last one of each of the last days. Pure but for `remove_old`."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

PATTERN = "quayso-*.tar.gz"
_NAME = re.compile(r"quayso-(\d{8}T\d{6}Z)\.tar\.gz\Z")


def name_at(moment: datetime) -> str:
    """The name of a backup made at a moment."""
    return f"quayso-{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}.tar.gz"


def moment_of(name: str) -> datetime | None:
    """When a backup was made, by its name; None for any other file, which is never touched."""
    match = _NAME.match(name)
    try:
        return datetime.strptime(match[1], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC) if match else None
    except ValueError:
        return None


def superfluous(names: Sequence[str], newest: int, days: int) -> list[str]:
    """Names that may go: neither among the ``newest`` nor the last of its day in the ``days`` up to the newest."""
    made = sorted(((moment, name) for name in names if (moment := moment_of(name))), reverse=True)
    if not made:
        return []
    kept = {name for _, name in made[: max(1, newest)]}
    earliest = made[0][0].date() - timedelta(days=max(0, days - 1))
    seen = set()
    for moment, name in made:
        if days and moment.date() >= earliest and moment.date() not in seen:
            seen.add(moment.date())
            kept.add(name)
    return sorted(name for _, name in made if name not in kept)


def remove_old(folder: Path, newest: int, days: int) -> list[str]:
    """Remove what is not kept. Raises OSError."""
    gone = superfluous([path.name for path in folder.glob(PATTERN)], newest, days)
    for name in gone:
        (folder / name).unlink()
    return gone
