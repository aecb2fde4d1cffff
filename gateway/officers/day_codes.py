"""Day codes: six digits that let one officer sign in for one day, made and checked without any network.

The code follows from the centre's secret, so the shift leader's gateway and any other agree on it. It is shown to the
leader and never logged or stored.
"""

import hashlib
import hmac
from datetime import date

DIGITS = 6


def day_code(secret: str, site: str, officer: str, day: date) -> str:
    """The code of an officer for a service day."""
    said = "\n".join(("quayso day code 1", site, officer, day.isoformat()))
    digest = hmac.digest(secret.encode(), said.encode(), hashlib.sha256)
    return f"{int.from_bytes(digest[:16], 'big') % 10**DIGITS:0{DIGITS}}"


def is_day_code(code: str, secret: str | None, site: str, officer: str, day: date) -> bool:
    """Tell whether ``code`` is that of the officer and day; in constant time. Without a secret there are no codes."""
    if secret is None:
        return False
    return hmac.compare_digest(code.encode("utf-8", "surrogatepass"), day_code(secret, site, officer, day).encode())
