"""Every kind of fact can be written down and read again, and can hold neither a name nor free text."""

from __future__ import annotations

import types
import typing

import pytest

from enishi.facts.contracts import KINDS, UPCASTS, Body
from enishi.facts.rules import decode, encode

EXAMPLES = {int: 1_760_000_000_000_000, bool: True, str: "A-1"}
# Text that facts may carry: codes and the days of a calendar. A new one is thought about before it is added here.
CODES = {"source", "order_no", "status", "channel", "product", "code", "cadence_unit", "next_on", "cancel_reason"}


def fields(body: type[Body]) -> dict[str, tuple[type, bool]]:
    """Field to its plain type, and whether it may be open."""
    hints = {name: hint for name, hint in typing.get_type_hints(body).items() if name in body.__struct_fields__}
    told = {}
    for name, hint in hints.items():
        parts = typing.get_args(hint) if isinstance(hint, types.UnionType) else (hint,)
        plain = [part for part in parts if part is not types.NoneType]
        assert len(plain) == 1, f"{body.kind}.{name}"
        told[name] = (plain[0], types.NoneType in parts)
    return told


def examples(body: type[Body]) -> list[Body]:
    full = {name: EXAMPLES[plain] for name, (plain, _) in fields(body).items()}
    bare = {name: None if may_be_open else EXAMPLES[plain] for name, (plain, may_be_open) in fields(body).items()}
    return [body(**full), body(**bare)]


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_a_fact_round_trips(kind: str) -> None:
    body = KINDS[kind]
    assert body.kind == kind
    for example in examples(body):
        assert decode(kind, body.version, encode(example)) == example


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_older_version_is_lifted(kind: str) -> None:
    assert [(kind, version) for version in range(1, KINDS[kind].version) if (kind, version) not in UPCASTS] == []


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_the_only_text_in_a_fact_is_a_code(kind: str) -> None:
    assert {name for name, (plain, _) in fields(KINDS[kind]).items() if plain is str} <= CODES
