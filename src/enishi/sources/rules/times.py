"""Instants and days as files write them: without a zone the brand's local time; what is ambiguous is refused."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

from enishi.sources.rules.refusals import Refused, shown
from enishi.sources.rules.text import fold

EARLIEST = datetime(1980, 1, 1, tzinfo=UTC)
EARLIEST_BIRTHDAY = date(1900, 1, 1)
AHEAD = timedelta(days=1)

_ERAS = {"令和": 2018, "平成": 1988, "昭和": 1925, "大正": 1911, "R": 2018, "H": 1988, "S": 1925, "T": 1911}
_CLOCK = (
    r"(?:(?P<half>午前|午後|AM|PM|am|pm) ?)?"
    r"(?:(?P<h>\d{1,2}):(?P<mi>\d{1,2})(?::(?P<s>\d{1,2})(?:[.,](?P<f>\d{1,9}))?)?"
    r"|(?P<jh>\d{1,2})時(?:(?P<jm>\d{1,2})分(?:(?P<js>\d{1,2})秒)?)?)"
    r"(?: ?(?P<half2>AM|PM|am|pm))?"
)
_ZONE = r"(?: ?(?P<zone>Z|UTC|GMT|JST|[+-]\d{2}:?\d{2}|[+-]\d{2}))?"
_TIME = rf"(?:(?:T| +|　+)?{_CLOCK}{_ZONE})?"
_WEEKDAY = r"(?: ?\([月火水木金土日祝・]+\))?"
_WESTERN = re.compile(rf"(?P<y>\d{{4}})([-/.])(?P<m>\d{{1,2}})\2(?P<d>\d{{1,2}}){_WEEKDAY}{_TIME}")
_KANJI = re.compile(rf"(?P<y>\d{{4}})年 ?(?P<m>\d{{1,2}})月 ?(?P<d>\d{{1,2}})日{_WEEKDAY}{_TIME}")
_ERA = re.compile(
    r"(?P<era>令和|平成|昭和|大正|[RHSTrhst])\.? ?(?P<ey>元|\d{1,2})(?:年|[-./]) ?(?P<m>\d{1,2})(?:月|[-./]) ?"
    rf"(?P<d>\d{{1,2}})日?{_WEEKDAY}{_TIME}"
)
_COMPACT = re.compile(r"(?P<y>\d{4})(?P<m>\d{2})(?P<d>\d{2})(?:[ T]?(?P<h>\d{2})(?P<mi>\d{2})(?P<s>\d{2})?)?")
_NO_YEAR = re.compile(r"\d{1,2}月\d{1,2}日.*|\d{1,2}[/-]\d{1,2}")
_AMBIGUOUS = re.compile(r"\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}\b.*")
_SERIAL = re.compile(r"\d{5}(?:\.\d+)?")


def instant(text: str, zone: ZoneInfo, now: datetime) -> datetime:
    """The instant in UTC. Raises Refused: `time_ambiguous`, `time`, `time_range` (before 1980, after tomorrow)."""
    value = local_or_zoned(text)
    aware = value.replace(tzinfo=zone) if value.tzinfo is None else value
    # The year first: instants at the ends of the calendar cannot be moved to UTC.
    if not EARLIEST.year <= aware.year < 9999 or not EARLIEST <= aware.astimezone(UTC) <= now + AHEAD:
        raise Refused("time_range", f"{shown(text)} lies before 1980 or in the future.")
    return aware.astimezone(UTC)


def day(text: str, *, earliest: date = EARLIEST_BIRTHDAY, latest: date) -> date:
    """The calendar day a text names; a time behind it is ignored. Raises Refused as `instant` does."""
    value = local_or_zoned(text).date()
    if not earliest <= value <= latest:
        raise Refused("time_range", f"{shown(text)} does not lie between {earliest} and {latest}.")
    return value


def local_or_zoned(text: str) -> datetime:
    """Read any accepted form; without zone where the text has none."""
    folded = fold(text).lstrip("'")
    for form in (_WESTERN, _KANJI, _ERA, _COMPACT):
        match = form.fullmatch(folded)
        if match:
            return _built(match.groupdict(), text)
    if _NO_YEAR.fullmatch(folded):
        raise Refused("time_ambiguous", f"{shown(text)} has no year. Write the date as 2026-11-22.")
    if _AMBIGUOUS.fullmatch(folded):
        raise Refused("time_ambiguous", f"{shown(text)} can be read in several ways. Write the date as 2026-11-22.")
    if _SERIAL.fullmatch(folded):
        raise Refused("time", f"{shown(text)} is a spreadsheet's inner number. Write the date as 2026-11-22.")
    raise Refused("time", f"{shown(text)} is not a date that can be read. Write it as 2026-11-22 or 2026-11-22 10:30.")


def _built(part: dict[str, str | None], text: str) -> datetime:
    try:
        return datetime(
            _year(part),
            int(part["m"] or 0),
            int(part["d"] or 0),
            _hour(part),
            int(part.get("mi") or part.get("jm") or 0),
            int(part.get("s") or part.get("js") or 0),
            int(((part.get("f") or "") + "000000")[:6]),
            tzinfo=_offset(part.get("zone")),
        )
    except ValueError:
        raise Refused("time", f"{shown(text)} is not in the calendar.") from None


def _year(part: dict[str, str | None]) -> int:
    era = part.get("era")
    if era is None:
        return int(part["y"] or 0)
    years = part["ey"] or ""
    return _ERAS[era.upper()] + (1 if years == "元" else int(years))


def _hour(part: dict[str, str | None]) -> int:
    hour = int(part.get("h") or part.get("jh") or 0)
    half = (part.get("half") or part.get("half2") or "").upper()
    if not half:
        return hour
    if hour > 12:
        raise ValueError(hour)
    return hour % 12 + (12 if half in ("午後", "PM") else 0)


def _offset(zone: str | None) -> timezone | None:
    if zone is None:
        return None
    if zone in ("Z", "UTC", "GMT"):
        return UTC
    if zone == "JST":
        return timezone(timedelta(hours=9))
    sign = -1 if zone[0] == "-" else 1
    digits = zone[1:].replace(":", "").ljust(4, "0")
    return timezone(sign * timedelta(hours=int(digits[:2]), minutes=int(digits[2:])))
