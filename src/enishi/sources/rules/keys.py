"""The key of an order within its source.

With an order id the key is that id. Without one it is `h:` + a hash of who, when, how many and how much + `#n`, where
n says which such row of the file it is: real files hold true duplicates, and a file read again gives the same keys.
"""

from __future__ import annotations

PREFIX = "h:"
HASH_LENGTH = 24  # hexadecimal digits of MD5, 96 bits

# DuckDB, over columns of NEUTRAL_ORDERS: who is the member id, else the mail address, else the phone number.
BASE_SQL = f"""'{PREFIX}' || left(md5(concat_ws(chr(31),
    coalesce('m' || member_id, 'e' || mail, 'p' || phone, ''),
    epoch_us(ordered_at)::varchar, coalesce(quantity::varchar, ''), coalesce(amount::varchar, ''))), {HASH_LENGTH})"""


def numbered(base: str, count: int) -> str:
    """The key of the `count`-th such row of its file, counted from 1."""
    return f"{base}#{count}"
