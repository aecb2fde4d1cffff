"""When a rating by telephone is put aside for people to look at, with the doubts that gateways have too. Pure."""

PHONE_MOST = 3
"""One telephone that rates more visits in a day than this rates for others."""
CHANGE_WITHIN_S = 10.0
"""Design §5: the choice may be changed for 10 s."""
REASONS_WITHIN_S = 300.0
"""How long after its rating a telephone may still name reasons."""


def doubts_of_phone(rated_today: int) -> tuple[str, ...]:
    """The doubts about a telephone that has rated so many visits today, this one included."""
    return ("one_phone",) if rated_today > PHONE_MOST else ()
