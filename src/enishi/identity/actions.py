"""Verbs on people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

from django.db import connection, transaction

from enishi.facts.actions import record
from enishi.facts.contracts import NewFact, ProfileAdded, ProfileWithdrawn, to_us
from enishi.identity.contracts import KeyKind, Sighting, TakenIn
from enishi.identity.models import Customer, CustomerProfile, Profile
from enishi.identity.rules import DETAILS, customer_key, newest_details, search_text
from enishi.kernel.ids import new_ids
from enishi.kernel.rows import Rows

Key = tuple[KeyKind, str]

_TEXT = tuple(name for name in DETAILS if name not in {"birthday", "registered_at"})
_KEPT = (*DETAILS, "withdrawn_at", "details_at", "search_text")
_COLUMNS = ("id", "source", "key_kind", "key_value", *_KEPT)


def take_in(sightings: Sequence[Sighting], *, source: str, now: datetime) -> tuple[TakenIn, list[NewFact]]:
    """Find or add the profile of every sighting in one transaction, and keep the newest details of each.

    Returns the profiles and the facts that came about; the caller records them as the last write of its transaction.
    """
    keys = [customer_key(seen.member_id, seen.mail, seen.phone) for seen in sightings]
    of_key: dict[Key, list[Sighting]] = {}
    for key, sighting in zip(keys, sightings, strict=True):
        if key is not None:
            of_key.setdefault(key, []).append(sighting)
    with transaction.atomic(), connection.cursor() as cursor:
        rows = Rows(cursor, connection.vendor)
        rows.lock(f"identity {source}")
        known = _find(rows, source, of_key)
        ids = {key: kept["id"] for key, kept in known.items()}
        changed, withdrawals = _change(rows, known, of_key)
        new = [key for key in of_key if key not in known]
        facts, added_ids, more = _add(rows, source, new, of_key, now=now)
    ids |= added_ids
    facts += _withdrawal_facts(withdrawals | more)
    return TakenIn([ids[key] if key else None for key in keys], len(new), changed), facts


def record_people(sightings: Sequence[Sighting], *, source: str, now: datetime) -> TakenIn:
    """Take people in for their own sake, with the facts, in one transaction."""
    with transaction.atomic():
        taken, facts = take_in(sightings, source=source, now=now)
        record(facts, now=now)
    return taken


def _find(rows: Rows, source: str, keys: Mapping[Key, object]) -> dict[Key, dict[str, Any]]:
    columns = ("id", "key_kind", "key_value", *_KEPT)
    found: dict[Key, dict[str, Any]] = {}
    for kind in KeyKind:
        values = [value for key_kind, value in keys if key_kind is kind]
        narrower: dict[str, Any] = {"where": "source = %s AND key_kind = %s", "given": (source, kind.value)}
        for row in rows.select(Profile._meta.db_table, columns, values, key="key_value", **narrower):
            kept = dict(zip(columns, row, strict=True))
            for name in ("registered_at", "withdrawn_at", "details_at"):
                kept[name] = _utc(kept[name])
            found[kind, kept["key_value"]] = kept
    return found


def _change(
    rows: Rows, known: Mapping[Key, dict[str, Any]], of_key: Mapping[Key, list[Sighting]]
) -> tuple[int, dict[int, datetime]]:
    changes: list[tuple[Any, ...]] = []
    withdrawals: dict[int, datetime] = {}
    for key, kept in known.items():
        before = {name: kept[name] for name in DETAILS if kept[name] not in {None, ""}}
        details, at = newest_details(before, kept["details_at"], of_key[key])
        withdrawn_at = _withdrawn(of_key[key]) or kept["withdrawn_at"]
        if withdrawn_at != kept["withdrawn_at"]:
            withdrawals[kept["id"]] = withdrawn_at
        elif details == before and (at == kept["details_at"] or not before):
            continue
        changes.append((*_written(rows, key, details, withdrawn_at, at), kept["id"]))
    rows.update(Profile._meta.db_table, _KEPT, changes)
    return len(changes), withdrawals


def _add(
    rows: Rows, source: str, new: Sequence[Key], of_key: Mapping[Key, list[Sighting]], *, now: datetime
) -> tuple[list[NewFact], dict[Key, int], dict[int, datetime]]:
    profile_ids, customer_ids = new_ids(len(new)), new_ids(len(new))
    withdrawals: dict[int, datetime] = {}
    profiles: list[tuple[Any, ...]] = []
    facts: list[NewFact] = []
    for key, profile, customer in zip(new, profile_ids, customer_ids, strict=True):
        details, at = newest_details({}, None, of_key[key])
        withdrawn_at = _withdrawn(of_key[key])
        if withdrawn_at is not None:
            withdrawals[profile] = withdrawn_at
        profiles.append((profile, source, key[0].value, key[1], *_written(rows, key, details, withdrawn_at, at)))
        facts.append(NewFact(ProfileAdded(customer, source), f"profile_added:{profile}", now, profile, profile))
    since = rows.instant(now)
    rows.insert(Customer._meta.db_table, ("id", "since"), [(customer, since) for customer in customer_ids])
    rows.insert(Profile._meta.db_table, _COLUMNS, profiles)
    rows.insert(
        CustomerProfile._meta.db_table,
        ("profile_id", "customer_id", "since"),
        [(profile, customer, since) for profile, customer in zip(profile_ids, customer_ids, strict=True)],
    )
    return facts, dict(zip(new, profile_ids, strict=True)), withdrawals


def _written(
    rows: Rows, key: Key, details: Mapping[str, object], withdrawn_at: datetime | None, at: datetime | None
) -> tuple[Any, ...]:
    """Values of `_KEPT`."""
    registered_at = details.get("registered_at")
    birthday = details.get("birthday")
    return (
        *(details.get(name, "") for name in _TEXT),
        rows.day(birthday if isinstance(birthday, date) else None),
        rows.instant(registered_at if isinstance(registered_at, datetime) else None),
        rows.instant(withdrawn_at),
        rows.instant(at),
        search_text(key[1], details),
    )


def _withdrawn(sightings: Sequence[Sighting]) -> datetime | None:
    return max((seen.withdrawn_at for seen in sightings if seen.withdrawn_at is not None), default=None)


def _withdrawal_facts(withdrawals: Mapping[int, datetime]) -> list[NewFact]:
    return [
        NewFact(ProfileWithdrawn(to_us(at)), f"profile_withdrawn:{profile}:{to_us(at)}", at, profile, profile)
        for profile, at in withdrawals.items()
    ]


def _utc(moment: datetime | None) -> datetime | None:
    return moment if moment is None or moment.tzinfo else moment.replace(tzinfo=UTC)
