"""What a document takes from its centre beside the report: fixed words, written texts, templates, typeface."""

from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from central.config import CentralConfig
from central.documents.blocks import BlockStore
from central.documents.sentences import Manner
from central.letterhead import Letterhead


@dataclass(frozen=True, slots=True)
class Office:
    """The centre as its documents know it. ``folder`` None: nothing but what is shipped."""

    letterhead: Letterhead = Letterhead()
    folder: Path | None = None
    fonts: Path | None = None

    @property
    def manner(self) -> Manner:
        """How its documents write shares."""
        return Manner(self.letterhead.share_places, self.letterhead.percent_space)

    @property
    def blocks(self) -> BlockStore | None:
        """The texts that people wrote."""
        return BlockStore(self.folder / "blocks") if self.folder else None


def office_of(config: CentralConfig, site: str) -> Office:
    """The office of a configured site, or a blank one."""
    known = config.sites.get(site)
    folder, fonts = config.documents.folder, config.documents.fonts
    return Office(
        known.letterhead if known else Letterhead(),
        Path(folder) if folder else None,
        Path(fonts) if fonts else None,
    )


def program_version() -> str:
    """The version that goes onto documents; nothing when the program is not installed."""
    try:
        return version("quayso")
    except PackageNotFoundError:
        return ""
