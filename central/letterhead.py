"""Settings of the documents of a centre: who issues them, where, to whom, who signs (Decree 30/2020/NĐ-CP).

What is not set prints as a blank that a pen can fill. The number and the day are never set here: the
registry clerk gives them.
"""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from contract.fields import PRINTABLE
from contract.links import PathText

Words = Annotated[str, Meta(min_length=1, max_length=300, pattern=PRINTABLE, examples=["VĂN PHÒNG UBND TỈNH MẪU"])]
SignCode = Annotated[str, Meta(max_length=40, pattern=r"^[^\x00-\x1f\x7f /]*\Z", examples=["BC-TTPVHCC"])]

BLANK = "…………………"


class Letterhead(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The fixed words on the documents of one centre.

    ``issuer`` None: the centre's name. ``sign_for``: KT., TL., TUQ. or TM. with the post signed for.
    ``share_places`` and ``percent_space``: how shares are written, the same through one document.
    """

    superior: Words = BLANK
    issuer: Words | None = None
    place: Words = BLANK
    sign_code: SignCode = "BC-TTPVHCC"
    basis: tuple[Words, ...] = ()
    recipients: tuple[Words, ...] = (f"{BLANK} (để b/c)", "Lưu: VT")
    sign_for: Words | None = None
    post: Words = "GIÁM ĐỐC"
    signer: Words | None = None
    share_places: Literal[1, 2] = 2
    percent_space: bool = True


class DocumentsConfig(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where documents have their parts.

    ``folder``: templates changed by the staff and texts written by people; None: `documents` beside the
    SQLite file. ``fonts``: a folder with Times New Roman or a face of its widths; None: looked for where
    the system's packages put it.
    """

    folder: PathText | None = None
    fonts: PathText | None = None
