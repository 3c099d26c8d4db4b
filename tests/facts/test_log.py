"""The log: append-only, idempotent, in commit order."""

from __future__ import annotations

import threading
from datetime import UTC, datetime

import pytest
from django.db import DatabaseError, connection, connections, transaction

from enishi.facts import actions, queries
from enishi.facts.contracts import NewFact, ProfileAdded, ProfileWithdrawn
from tests.houses import House

NOW = datetime(2026, 4, 1, tzinfo=UTC)
KINDS = ("profile_added", "profile_withdrawn")


def added(number: int) -> NewFact:
    return NewFact(ProfileAdded(number + 1000, "shop"), f"profile_added:{number}", NOW, number, number)


def test_what_was_recorded_is_read_in_order(house: House) -> None:
    actions.record([added(1), added(2)], now=NOW)
    actions.record([NewFact(ProfileWithdrawn(5), "w:1", NOW, 1, 1)], now=NOW)
    facts = queries.read_after(0, kinds=KINDS, limit=10)
    assert [fact.subject for fact in facts] == [1, 2, 1]
    assert facts[0].body == ProfileAdded(1001, "shop")
    assert facts[0].occurred_at == NOW
    assert queries.get_head() == facts[-1].position


def test_the_same_reference_again_changes_nothing(house: House) -> None:
    actions.record([added(1)], now=NOW)
    head = queries.get_head()
    actions.record([added(1)], now=NOW)
    assert queries.read_after(0, kinds=KINDS, limit=10)[-1].position == head
    assert house.count("facts_fact") == 1


def test_reading_stops_at_the_limit_and_at_the_position(house: House) -> None:
    actions.record([added(number) for number in range(5)], now=NOW)
    first = queries.read_after(0, kinds=KINDS, limit=2)
    assert [fact.subject for fact in first] == [0, 1]
    upto = first[-1].position + 1
    batches = list(queries.iterate_after(0, kinds=KINDS, upto=upto, batch=2))
    assert [[fact.subject for fact in batch] for batch in batches] == [[0, 1], [2]]
    assert queries.read_after(0, kinds=["profile_withdrawn"], limit=10) == []


@pytest.mark.parametrize("statement", ["UPDATE facts_fact SET profile = 7", "DELETE FROM facts_fact"])
def test_the_database_refuses_to_change_the_log(house: House, statement: str) -> None:
    actions.record([added(1)], now=NOW)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert house.count("facts_fact") == 1


def test_a_fact_that_commits_late_is_never_passed_over(house: House) -> None:
    """Two transactions record at once; the one that took its place in the log first is the slower to commit."""
    recorded, may_commit = threading.Event(), threading.Event()

    def slow() -> None:
        with transaction.atomic():
            actions.record([added(1)], now=NOW)
            recorded.set()
            may_commit.wait(10)
        connections.close_all()

    def quick() -> None:
        recorded.wait(10)
        with transaction.atomic():
            actions.record([added(2)], now=NOW)
        connections.close_all()

    threads = [threading.Thread(target=slow), threading.Thread(target=quick)]
    for thread in threads:
        thread.start()
    recorded.wait(10)
    threads[1].join(0.5)
    seen = [fact.subject for fact in queries.read_after(0, kinds=KINDS, limit=10)]
    position = queries.get_head()
    may_commit.set()
    for thread in threads:
        thread.join(20)
    seen += [fact.subject for fact in queries.read_after(position, kinds=KINDS, limit=10)]
    assert seen == [1, 2]


def test_one_reader_at_a_time_holds_a_cursor(house: House) -> None:
    later = datetime(2026, 4, 1, 0, 2, tzinfo=UTC)
    assert actions.claim_cursor("lake", holder="a", now=NOW, lease_s=60) is not None
    assert actions.claim_cursor("lake", holder="b", now=NOW, lease_s=60) is None
    assert actions.claim_cursor("lake", holder="b", now=later, lease_s=60) is not None
    assert not actions.advance_cursor("lake", holder="a", position=9)
    assert actions.advance_cursor("lake", holder="b", position=9)
    cursor = actions.claim_cursor("lake", holder="a", now=NOW, lease_s=60)
    assert cursor is not None
    assert cursor.position == 9


def test_the_lease_of_a_dead_holder_counts_for_nothing(house: House) -> None:
    actions.claim_cursor("lake", holder="dead", now=NOW, lease_s=60)
    assert actions.claim_cursor("lake", holder="b", abandoned="dead", now=NOW, lease_s=60) is not None


def test_of_many_who_ask_at_once_one_gets_the_cursor(house: House) -> None:
    got: list[str] = []

    def ask(name: str) -> None:
        if actions.claim_cursor("lake", holder=name, now=NOW, lease_s=60):
            got.append(name)

    raised = house.at_once(*(lambda name=f"h{number}": ask(name) for number in range(6)))
    assert raised == [None] * 6
    assert len(got) == 1
