"""Who a row is about, whose details win, and how people are searched for. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from datetime import datetime

from enishi.identity.contracts import KeyKind, Sighting

DETAILS = (
    "mail", "phone", "family_name", "given_name", "family_kana", "given_kana",
    "postal_code", "prefecture", "address", "birthday", "registered_at",
)  # fmt: skip

_HIRAGANA_TO_KATAKANA = {code: code + 0x60 for code in range(0x3041, 0x3097)}
_HYPHENS_BETWEEN_DIGITS = re.compile(r"(?<=\d)[-‐‑‒–—―−ー](?=\d)")


def customer_key(member_id: str | None, mail: str | None, phone: str | None) -> tuple[KeyKind, str] | None:
    """The key of the person within one source: member id, else normalised mail, else phone; None: nobody is named."""
    if member_id:
        return KeyKind.MEMBER, member_id
    if mail:
        return KeyKind.MAIL, mail
    if phone:
        return KeyKind.PHONE, phone
    return None


def details_of(sighting: Sighting) -> dict[str, object]:
    """What the sighting says of the person, without what it leaves open."""
    return {name: value for name in DETAILS if (value := getattr(sighting, name)) is not None}


def newest_details(
    known: Mapping[str, object], known_at: datetime | None, sightings: Iterable[Sighting]
) -> tuple[dict[str, object], datetime | None]:
    """Fold sightings into what is known: the newest word wins; an older one only fills what is still open.

    Of sightings of the same instant the later in order counts. Returns the details and their instant.
    """
    details = {name: value for name, value in known.items() if value not in {None, ""}}
    for sighting in sightings:
        said = details_of(sighting)
        if known_at is None or sighting.seen_at >= known_at:
            details |= said
            known_at = sighting.seen_at
        else:
            details = said | details
    return details, known_at


def folded(text: str) -> str:
    """Text as it is searched: widths alike, hiragana as katakana, no case, no spaces, no hyphens between digits."""
    plain = unicodedata.normalize("NFKC", text).casefold().translate(_HIRAGANA_TO_KATAKANA)
    return _HYPHENS_BETWEEN_DIGITS.sub("", "".join(plain.split()))


def search_text(key: str, details: Mapping[str, object]) -> str:
    """All by which a person may be looked for, folded, parts divided by a bar that no query holds."""
    phone = str(details.get("phone") or "")
    parts = (
        key,
        f"{details.get('family_name') or ''}{details.get('given_name') or ''}",
        f"{details.get('family_kana') or ''}{details.get('given_kana') or ''}",
        details.get("mail") or "",
        phone,
        "0" + phone[3:] if phone.startswith("+81") else "",  # as people in Japan dial it
        details.get("postal_code") or "",
        f"{details.get('prefecture') or ''}{details.get('address') or ''}",
    )
    told = dict.fromkeys(folded(str(part)) for part in parts)
    return "|".join(part for part in told if part)
