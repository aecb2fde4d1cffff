"""How large a table may be. Published tables have some hundred rows; far more is a mistake or an attack."""

MAX_BYTES = 10 * 1024 * 1024
"""A file as it comes."""

MAX_UNPACKED_BYTES = 32 * 1024 * 1024
"""All parts of a workbook together."""

MAX_RATIO = 200
"""How many times larger than its packed form a part may be, once it is larger than `RATIO_FROM_BYTES`."""

RATIO_FROM_BYTES = 1024 * 1024
MAX_PARTS = 2_000
MAX_ROWS = 5_000
MAX_COLUMNS = 100
MAX_CELLS = 100_000
