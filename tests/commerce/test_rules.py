"""Contracts as their source tells them, codes that facts may carry, and what the tables refuse."""

from __future__ import annotations

from datetime import UTC, date, datetime

import msgspec
import pytest
from django.db import IntegrityError, connection, transaction

from enishi.commerce.contracts import ContractIn
from enishi.commerce.rules import code_only, content_hash, contract_fact, contract_snapshot, settled
from tests.houses import House
from tests.people import shop

NOW = datetime(2026, 4, 1, tzinfo=UTC)
STARTED = datetime(2025, 4, 20, tzinfo=UTC)
RUNNING = ContractIn("T-1", STARTED, "running", "month", 1, date(2026, 5, 1), "SERUM", 1, None, None, None)


def but(**changes: object) -> ContractIn:
    return msgspec.structs.replace(RUNNING, **changes)


@pytest.mark.parametrize(
    ("before", "after", "kind"),
    [
        (None, RUNNING, "contract_started"),
        (RUNNING, RUNNING, None),
        (RUNNING, but(next_on=date(2026, 6, 1)), "contract_changed"),
        (RUNNING, but(cadence_every=2), "contract_changed"),
        (RUNNING, but(status="paused", paused_at=NOW), "contract_changed"),
        (but(status="paused", paused_at=NOW), RUNNING, "contract_changed"),
        (RUNNING, but(status="cancelled", cancelled_at=NOW), "contract_cancelled"),
        (but(status="cancelled", cancelled_at=NOW), RUNNING, "contract_changed"),
    ],
)
def test_what_became_of_a_contract(before: ContractIn | None, after: ContractIn, kind: str | None) -> None:
    fact = contract_fact(contract_snapshot(before) if before else None, contract_snapshot(after))
    assert (fact.kind if fact else None) == kind


def test_a_contract_seen_only_through_deliveries_has_no_known_state() -> None:
    snapshot = contract_snapshot(None)
    assert (snapshot.state_known, snapshot.started_at_us, snapshot.cancelled_at_us) == (False, None, None)


@pytest.mark.parametrize(
    ("told", "paused_at", "cancelled_at"),
    [
        (but(status="paused"), NOW, None),
        (but(status="cancelled"), None, NOW),
        (but(status="cancelled", cancelled_at=STARTED, paused_at=STARTED), None, STARTED),
        (but(cancelled_at=STARTED), None, None),
    ],
)
def test_instants_are_those_that_the_status_calls_for(
    told: ContractIn, paused_at: datetime | None, cancelled_at: datetime | None
) -> None:
    found = settled(told, NOW)
    assert (found.paused_at, found.cancelled_at) == (paused_at, cancelled_at)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("too_many_left", "too_many_left"),
        ("R-12.b", "R-12.b"),
        ("moved to 相川's house", "other"),
        ("x" * 41, "other"),
        ("", None),
        (None, None),
    ],
)
def test_facts_carry_codes_never_what_people_wrote(text: str | None, code: str | None) -> None:
    assert code_only(text) == code


def test_the_digest_tells_content_and_owner_apart() -> None:
    digests = {content_hash(RUNNING, 1), content_hash(RUNNING, 2), content_hash(but(quantity=2), 1)}
    assert len(digests) == 3
    assert content_hash(RUNNING, 1) in digests


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE commerce_order SET status = 'eaten'",
        "UPDATE commerce_order SET refunded = -1",
        "UPDATE commerce_order SET status = 'placed', cancelled_at = ordered_at",
        "UPDATE commerce_regularcontract SET status = 'paused'",
        "UPDATE commerce_regularcontract SET cadence_unit = 'week', cadence_every = 1",
        "UPDATE commerce_regularcontract SET cancelled_at = '2025-01-01'",
        "UPDATE commerce_refund SET amount = 0",
        "UPDATE identity_profile SET key_kind = 'face'",
        "UPDATE sources_import SET state = 'lost'",
        "UPDATE sources_import SET finished_at = NULL",
        "UPDATE sources_import SET holder = 'somebody'",
        "UPDATE sources_import SET cursor = records + 1",
    ],
)
def test_the_tables_refuse_what_may_not_be(house: House, statement: str) -> None:
    house.bring_in(shop())
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
