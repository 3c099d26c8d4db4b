"""Killed at any instant, or run by several at once, an import writes every order exactly once."""

from __future__ import annotations

import os
import random
import signal
import time
from collections.abc import Callable
from typing import Any

import pytest

from enishi.config import heartbeat, intake
from enishi.config.holding import holder_name, is_dead
from enishi.kernel.clock import SystemClock
from enishi.sources import actions, queries
from enishi.sources.contracts import ImportState
from tests.houses import NOW, House
from tests.people import AIKO, order

ORDERS = 60

# What the tables say, without the ids and the times of this installation.
CONTENT = {
    "orders": """SELECT o.key, o.ordered_at, o.amount, o.status, o.refunded, o.position, p.key_value, c.contract_id,
        o.revision FROM commerce_order o LEFT JOIN identity_profile p ON p.id = o.profile_id
        LEFT JOIN commerce_regularcontract c ON c.id = o.contract_id""",
    "lines": """SELECT o.key, l.number, l.code, l.amount FROM commerce_orderline l JOIN commerce_order o
        ON o.id = l.order_id""",
    "profiles": "SELECT source, key_kind, key_value, mail, family_name, search_text FROM identity_profile",
    "facts": "SELECT kind, occurred_at, payload FROM facts_fact WHERE kind LIKE 'order%' AND kind <> 'order_placed'",
    "placed": "SELECT occurred_at, count(*) FROM facts_fact WHERE kind = 'order_placed' GROUP BY occurred_at",
    "added": "SELECT kind, count(*) FROM facts_fact GROUP BY kind",
    "imports": "SELECT state, rows, records, written, unchanged, rejected, cursor FROM sources_import",
}


def content(house: House) -> dict[str, list[str]]:
    return {name: sorted(str(row) for row in house.rows(sql)) for name, sql in CONTENT.items()}


def many(count: int = ORDERS) -> list[dict[str, Any]]:
    people = [AIKO | {"customer_id": f"M-{number}", "email": f"m{number}@example.com"} for number in range(17)]
    return [
        order(
            number,
            f"2025-0{1 + number % 9}-1{number % 10} 10:00",
            people[number % 17],
            refunded=300 if number % 11 == 0 else None,
            contract_id="T-1" if number % 17 == 3 else None,
        )
        for number in range(count)
    ]


@pytest.fixture(autouse=True)
def _small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(intake, "BATCH", 7)


class Killed(BaseException):
    """As if the process had died here."""


def dying(after: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the n-th write to the database be the last thing that happens."""
    from django.db.backends.utils import CursorWrapper

    left = after
    real: Callable[..., Any] = CursorWrapper._execute_with_wrappers

    def execute(self: Any, *args: Any, **kwargs: Any) -> Any:
        nonlocal left
        left -= 1
        if left < 0:
            raise Killed
        return real(self, *args, **kwargs)

    monkeypatch.setattr(CursorWrapper, "_execute_with_wrappers", execute)


@pytest.mark.parametrize("after", [3, 20, 55, 90])
def test_interrupted_at_any_statement_and_resumed(
    sqlite_house: House, monkeypatch: pytest.MonkeyPatch, after: int
) -> None:
    assert interrupted(sqlite_house, monkeypatch, after)


@pytest.mark.soak
def test_interrupted_at_every_statement(sqlite_house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    after = 2
    while interrupted(sqlite_house, monkeypatch, after):
        for table in ("orderline", "payment", "shipment", "refund", "order", "regularcontract"):
            sqlite_house.rows(f"DELETE FROM commerce_{table} RETURNING 1")
        after += 1
    assert after > 100


def interrupted(house: House, monkeypatch: pytest.MonkeyPatch, after: int) -> bool:
    """Import, die after so many statements, import again. Whether it died before the end."""
    rows = many()
    random.Random(after).shuffle(rows)
    card = house.receive(house.file(rows))
    died = False
    with monkeypatch.context() as patch:
        dying(after, patch)
        try:
            intake.run_import(card.id, clock=SystemClock())
        except Killed:
            died = True
    done = intake.run_import(card.id, clock=SystemClock())
    assert (done.state, done.written, done.cursor) == (ImportState.DONE, ORDERS, ORDERS)
    keys = [key for (key,) in house.rows("SELECT key FROM commerce_order")]
    assert sorted(keys) == sorted(f"S-{number}" for number in range(ORDERS))
    return died


def test_resumed_writes_what_an_uninterrupted_import_writes(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    card = house.receive(house.file(many(), "orders.csv"))
    for after in (30, 60, 45):
        with monkeypatch.context() as patch:
            dying(after, patch)
            with pytest.raises(Killed):
                intake.run_import(card.id, clock=SystemClock())
    resumed = intake.run_import(card.id, clock=SystemClock())
    assert resumed.state is ImportState.DONE
    found = content(house)
    with house.another() as other:
        other.bring_in(other.file(many(), "orders.csv"))
        assert content(other) == found


def test_kill_9_and_the_command_again(sqlite_house: House) -> None:
    house = sqlite_house
    path = house.file(many(6_000), "orders.csv")
    for _ in range(2):
        process = house.command("import", str(path))
        wait_until(lambda running=process: written(house) > 0 or running.poll() is not None)
        os.kill(process.pid, signal.SIGKILL)
        process.communicate()
    code, out, err = house.run("import", str(path))
    assert code == 0, err
    assert "6,000" in out
    assert house.count("commerce_order") == 6_000
    assert house.facts().count("order_placed") == 6_000
    assert house.lake().manifest.orders == 6_000


def written(house: House) -> int:
    return sum(cursor for (cursor,) in house.rows("SELECT cursor FROM sources_import"))


def wait_until(condition: Callable[[], bool], s: float = 60) -> None:
    end = time.monotonic() + s
    while not condition():
        assert time.monotonic() < end, "waited too long"
        time.sleep(0.02)


def test_two_workers_on_one_import(house: House) -> None:
    card = house.receive(house.file(many()))
    raised = house.at_once(*[lambda: intake.run_import(card.id, clock=SystemClock())] * 2)
    assert all(error is None or isinstance(error, actions.LeaseLost) for error in raised)
    assert raised.count(None) >= 1
    assert queries.get_import(card.id).state is ImportState.DONE
    assert house.count("commerce_order") == ORDERS
    assert house.facts().count("order_placed") == ORDERS


def test_an_import_taken_over_while_its_first_worker_still_lives(house: House) -> None:
    """The first worker was only slow: its lease ran out, another went on. It must not write once more."""
    card = house.receive(house.file(many()))
    steps = []

    def slow(step: intake.Progress) -> None:
        steps.append(step)
        if step.state is ImportState.WRITING and step.done == 14:
            assert actions.claim(card.id, holder="another", abandoned=holder_name(), now=NOW, lease_s=60)

    with pytest.raises(actions.LeaseLost):
        intake.run_import(card.id, clock=SystemClock(), progress=slow)
    assert queries.get_import(card.id).cursor == 14
    actions.put_back(card.id, holder="another")
    assert intake.run_import(card.id, clock=SystemClock()).written == ORDERS
    assert house.count("commerce_order") == ORDERS


def test_the_same_orders_in_parallel_imports(house: House) -> None:
    """Two files with the same orders, and one of them handed in twice at once."""
    one, two = house.file(many()), house.file(list(reversed(many())))
    raised = house.at_once(lambda: house.bring_in(one), lambda: house.bring_in(two), lambda: house.bring_in(one))
    assert all(error is None or isinstance(error, actions.LeaseLost) for error in raised), raised
    assert house.count("sources_import") == 2
    assert house.count("commerce_order") == ORDERS
    assert house.count("identity_profile") == house.count("identity_customer") == 17
    assert house.facts().count("order_placed") == ORDERS
    assert house.facts().count("order_corrected") == 0


def test_asked_to_stop_it_stops_after_its_batch_and_goes_on_later(house: House) -> None:
    card = house.receive(house.file(many()))

    def stop_midway(step: intake.Progress) -> None:
        if step.state is ImportState.WRITING and step.done == 14:
            actions.stop(card.id, now=NOW)

    stopped = intake.run_import(card.id, clock=SystemClock(), progress=stop_midway)
    assert (stopped.state, stopped.cursor) == (ImportState.STOPPED, 14)
    actions.resume(card.id)
    assert intake.run_import(card.id, clock=SystemClock()).written == ORDERS


def test_a_process_that_has_to_go_puts_the_import_back(sqlite_house: House) -> None:
    card = sqlite_house.receive(sqlite_house.file(many()))
    asked = iter([False] * 4)
    back = intake.run_import(card.id, clock=SystemClock(), should_stop=lambda: next(asked, True))
    assert back.state in {ImportState.STAGING, ImportState.WRITING}
    assert queries.get_holder(card.id) == ""
    assert heartbeat.tick(clock=SystemClock()).imports == 1
    assert queries.get_import(card.id).state is ImportState.DONE


def test_the_heartbeat_runs_what_waits_and_seals(house: House) -> None:
    house.receive(house.file(many()))
    house.receive(house.file([order(900, "2025-01-01", AIKO)]))
    beat = heartbeat.tick(clock=SystemClock())
    assert (beat.imports, beat.sealed) == (2, True)
    assert house.lake().manifest.orders == ORDERS + 1
    assert not heartbeat.tick(clock=SystemClock()).did_something


def test_who_holds_a_lease() -> None:
    me = holder_name()
    host, pid, *_ = me.split("/")
    assert not is_dead(me)
    assert is_dead(f"{host}/{pid}/1/1")  # the number of this process, used before by another
    assert is_dead(f"{host}/4194304/1/1")
    assert not is_dead(f"another-machine/{pid}/1/1")
    assert not is_dead("")
