"""Words of the rules' sentences: small numbers, days, minutes. Vietnamese, as wording of the product has it."""

DAYS = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")
_SMALL = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín", "mười")


def small(number: int) -> str:
    """A count in words up to ten, in digits above."""
    return _SMALL[number] if 0 <= number < len(_SMALL) else str(number)


def minutes(seconds: float) -> str:
    """A stretch of time for people: "12 phút", "dưới 1 phút"."""
    whole = int(seconds // 60)
    return f"{whole} phút" if whole else "dưới 1 phút"
