"""Which letters of a number people cannot read off a seven-segment board, and which ones sound alike. Pure.

It only answers; whoever checks a site's services warns, because an old board is no reason to refuse a site.
"""

UNDRAWABLE = frozenset("KMVWXĐIOSZ")
"""Seven segments have no slanted and no middle strokes; I, O, S and Z come out as the digits 1, 0, 5 and 2."""

ALIKE = (frozenset("BDĐPTV"), frozenset("LN"), frozenset("MN"))
"""Vietnamese letters whose names people mistake for each other over a loudspeaker: bê dê đê pê tê vê, lờ nờ, mờ nờ."""


def undrawable(prefix: str) -> bool:
    """Tell whether a seven-segment board would show another prefix, or nothing that can be read."""
    return any(letter in UNDRAWABLE for letter in prefix)


def sounds_alike(a: str, b: str) -> bool:
    """Tell whether two different prefixes may be mistaken for each other when they are called."""
    return a != b and len(a) == len(b) and all(map(_letters_alike, a, b))


def _letters_alike(a: str, b: str) -> bool:
    return a == b or any({a, b} <= group for group in ALIKE)
