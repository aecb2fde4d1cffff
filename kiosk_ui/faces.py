"""Which face of ``static/faces.svg`` stands for which rating level; words come from the contract's scales."""

FACES: dict[str, dict[str, str]] = {
    "4-level": {"good": "beam", "fair": "smile", "average": "flat", "poor": "frown"},
    "3-level": {"very_satisfied": "beam", "satisfied": "smile", "dissatisfied": "frown"},
    "3-level-neutral": {"satisfied": "smile", "neutral": "flat", "dissatisfied": "frown"},
    "5-level": {"5": "beam", "4": "smile", "3": "flat", "2": "frown", "1": "grieve"},
}
"""Scale code -> level code -> id of the symbol. All symbols have one size and one stroke."""

SYMBOLS = ("beam", "smile", "flat", "frown", "grieve")
