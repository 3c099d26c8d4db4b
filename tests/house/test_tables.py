"""Tables keep to the walls, and of each of their fields somebody has decided what becomes of it."""

from __future__ import annotations

import configparser
import importlib.util
from pathlib import Path

import pytest
from django.apps import apps
from django.db.models import Field, Model

from enishi.kernel.privacy import Privacy

ROOT = Path(__file__).resolve().parents[2]
MODELS = [model for model in apps.get_models() if model.__module__.startswith("enishi.")]


def room_of(model: type[Model]) -> str:
    return model.__module__.split(".")[1]


def heights() -> dict[str, int]:
    """Room to its height, read from the one place that says it: the layers contract."""
    walls = configparser.ConfigParser()
    walls.read(ROOT / ".importlinter")
    lines = walls["importlinter:contract:layers"]["layers"].split("\n")
    layers = [line.replace("(", "").replace(")", "") for line in lines if line.strip()]
    return {room.strip(): height for height, line in enumerate(reversed(layers)) for room in line.split("|")}


def own_fields(model: type[Model]) -> list[Field]:
    return [*model._meta.local_concrete_fields, *model._meta.local_many_to_many]


def pointing() -> list[tuple[str, str, str]]:
    """Every foreign key: where it stands, the room it is in, the room it points to."""
    return [
        (f"{model._meta.label}.{field.name}", room_of(model), room_of(field.related_model))
        for model in MODELS
        for field in own_fields(model)
        if field.is_relation and field.related_model in MODELS
    ]


def privacy_of(room: str) -> dict[str, dict[str, Privacy]]:
    name = f"enishi.{room}.privacy"
    return importlib.import_module(name).PRIVACY if importlib.util.find_spec(name) else {}


@pytest.mark.parametrize(("field", "source", "target"), pointing())
def test_a_foreign_key_points_the_way_imports_point(field: str, source: str, target: str) -> None:
    assert source == target or heights()[source] > heights()[target], f"{field}: {source} may not know {target}"


def test_every_room_has_a_height() -> None:
    rooms = {path.parent.name for path in (ROOT / "src/enishi").glob("*/__init__.py")}
    assert rooms - {"demo"} == set(heights())


@pytest.mark.parametrize("room", sorted({room_of(model) for model in MODELS}))
def test_every_field_is_kept_masked_or_erased(room: str) -> None:
    said = {(table, field) for table, fields in privacy_of(room).items() for field in fields}
    there = {(m.__name__, f.name) for m in MODELS if room_of(m) == room for f in own_fields(m)}
    assert not sorted(there - said), f"say in src/enishi/{room}/privacy.py what becomes of these"
    assert not sorted(said - there), f"src/enishi/{room}/privacy.py names fields that are no more"


@pytest.mark.parametrize("room", sorted({room_of(model) for model in MODELS}))
def test_what_is_erased_can_be_empty(room: str) -> None:
    erased = [(t, f) for t, fields in privacy_of(room).items() for f, what in fields.items() if what is Privacy.ERASED]
    fields = {(m.__name__, f.name): f for m in MODELS if room_of(m) == room for f in own_fields(m)}
    wrong = [at for at in erased if at in fields and not (fields[at].null or fields[at].empty_strings_allowed)]
    assert not wrong, "a field that cannot be emptied is masked, not erased"
