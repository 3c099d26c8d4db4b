"""What crosses the wall of `identity`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

import msgspec


class KeyKind(StrEnum):
    """By what a source tells a person from another."""

    MEMBER = "member"
    MAIL = "mail"
    PHONE = "phone"


class Sighting(msgspec.Struct, frozen=True):
    """A person as one row of a source shows him at `seen_at`. Mail and phone are normalised; None: not said."""

    seen_at: datetime
    member_id: str | None = None
    mail: str | None = None
    phone: str | None = None
    family_name: str | None = None
    given_name: str | None = None
    family_kana: str | None = None
    given_kana: str | None = None
    postal_code: str | None = None
    prefecture: str | None = None
    address: str | None = None
    birthday: date | None = None
    registered_at: datetime | None = None
    withdrawn_at: datetime | None = None


@dataclass(frozen=True)
class TakenIn:
    """Profile of every sighting, in their order; None where the row names nobody. `changed` counts profiles written."""

    profiles: list[int | None]
    added: int
    changed: int


@dataclass(frozen=True)
class PersonCard:
    """A customer as screens show him: the newest details of his profiles."""

    customer: int
    family_name: str
    given_name: str
    family_kana: str
    given_kana: str
    mail: str
    phone: str
    postal_code: str
    prefecture: str
    address: str
    birthday: date | None
    registered_at: datetime | None
    withdrawn_at: datetime | None
    member_ids: tuple[str, ...]
    sources: tuple[str, ...]
    profiles: tuple[int, ...]

    @property
    def name(self) -> str:
        return " ".join(part for part in (self.family_name, self.given_name) if part)

    @property
    def kana(self) -> str:
        return " ".join(part for part in (self.family_kana, self.given_kana) if part)


@dataclass(frozen=True)
class PeoplePage:
    """Some customers, newest first. `next_after`: ask for the rest with it; None at the end."""

    people: tuple[PersonCard, ...]
    next_after: int | None
