"""Take in regular deliveries (定期), from files of contracts and from the orders that are their deliveries."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction

from enishi.commerce.contracts import ContractIn, Written
from enishi.commerce.models import RegularContract
from enishi.commerce.rules import content_hash, contract_fact, contract_snapshot, settled, snapshot_before
from enishi.facts.contracts import Body, NewFact
from enishi.kernel.ids import new_ids
from enishi.kernel.rows import Rows

_TABLE = RegularContract._meta.db_table
_TOLD = (
    "profile_id", "state_known", "status", "started_at", "cadence_unit", "cadence_every", "next_on", "product_code",
    "quantity", "paused_at", "cancelled_at", "cancel_reason", "content_hash", "revision",
)  # fmt: skip


def ensure_contracts(
    rows: Rows, wanted: Mapping[str, int | None], *, source: str, now: datetime
) -> tuple[dict[str, int], list[NewFact]]:
    """Contract id of the source → ours, adding those seen for the first time. `wanted` gives each one's profile."""
    ids = dict(
        rows.select(
            _TABLE, ("contract_id", "id"), list(wanted), key="contract_id", where="source = %s", given=(source,)
        )
    )
    new = [contract_id for contract_id in wanted if contract_id not in ids]
    ids.update(zip(new, new_ids(len(new)), strict=True))
    columns = (
        "id", "source", "contract_id", "profile_id", "state_known", "status",
        "cadence_unit", "product_code", "cancel_reason", "content_hash", "revision",
    )  # fmt: skip
    rows.insert(
        _TABLE,
        columns,
        [
            (ids[contract_id], source, contract_id, wanted[contract_id], False, "running", "", "", "", "", 1)
            for contract_id in new
        ],
    )
    started = contract_fact(None, contract_snapshot(None))
    facts = [_fact(started, ids[key], 1, wanted[key], now) for key in new] if started else []
    return ids, facts


def take_in_contracts(
    contracts: Sequence[ContractIn], *, profiles: Sequence[int | None], source: str, now: datetime
) -> tuple[Written, list[NewFact]]:
    """Add what is new, change what changed. `profiles` belong to the contracts one by one."""
    owners = {contract.contract_id: profile for contract, profile in zip(contracts, profiles, strict=True)}
    told = {contract.contract_id: settled(contract, now) for contract in contracts}
    hashes = {contract.contract_id: content_hash(contract, owners[contract.contract_id]) for contract in contracts}
    with transaction.atomic(), connection.cursor() as cursor:
        rows = Rows(cursor, connection.vendor)
        rows.lock(f"commerce {source}")
        columns = ("contract_id", "id", *_TOLD)
        where: dict[str, Any] = {"where": "source = %s", "given": (source,)}
        known = {
            row[0]: dict(zip(columns, row, strict=True))
            for row in rows.select(_TABLE, columns, list(told), key="contract_id", **where)
        }
        new = [key for key in told if key not in known]
        changed = [key for key in told if key in known and known[key]["content_hash"] != hashes[key]]
        ids = {key: kept["id"] for key, kept in known.items()} | dict(zip(new, new_ids(len(new)), strict=True))
        revisions = dict.fromkeys(new, 1) | {key: known[key]["revision"] + 1 for key in changed}

        def values(key: str) -> tuple[Any, ...]:
            return _values(rows, told[key], owners[key], hashes[key], revisions[key])

        rows.insert(
            _TABLE, ("id", "source", "contract_id", *_TOLD), [(ids[key], source, key, *values(key)) for key in new]
        )
        rows.update(_TABLE, _TOLD, [(*values(key), ids[key]) for key in changed])
    facts: list[NewFact] = []
    for key in (*new, *changed):
        before = snapshot_before(known[key]) if key in known else None
        body = contract_fact(before, contract_snapshot(told[key]))
        if body is not None:
            at = told[key].started_at if key in new else now
            facts.append(_fact(body, ids[key], revisions[key], owners[key], at))
    return Written(len(new), len(changed), len(told) - len(new) - len(changed)), facts


def _fact(body: Body, contract: int, revision: int, profile: int | None, at: datetime) -> NewFact:
    return NewFact(body, f"{body.kind}:{contract}:{revision}", at, contract, profile)


def _values(rows: Rows, contract: ContractIn, profile: int | None, digest: str, revision: int) -> tuple[Any, ...]:
    """Values of `_TOLD`."""
    next_on: date | None = contract.next_on
    return (
        profile,
        True,
        contract.status,
        rows.instant(contract.started_at),
        contract.cadence_unit,
        contract.cadence_every,
        rows.day(next_on),
        contract.product_code or "",
        contract.quantity,
        rows.instant(contract.paused_at),
        rows.instant(contract.cancelled_at),
        contract.cancel_reason or "",
        digest,
        revision,
    )
