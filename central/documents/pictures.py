"""Makes a picture of a chart, for formats that take no drawing."""

from central.documents.faces import Face
from central.documents.pdf_writer import compiled

_PAGE = b"""#set page(width: 160mm, height: auto, margin: 0pt)
#image(bytes(sys.inputs.svg), format: "svg", width: 100%)
"""
_PPI = 220.0


def png_of(svg: str, face: Face) -> bytes:
    """A drawing as PNG, sharp on paper."""
    return compiled(_PAGE, {"svg": svg}, face, format="png", ppi=_PPI)
