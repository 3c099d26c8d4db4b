"""What import-linter cannot say: rooms are entered by their doors only, and some live without Django for real."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import grimp
import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src"

# The modules of a room that others may import, below the room's own name.
DOORS = {"contracts", "queries", "actions"}
OTHER_DOORS = {
    "kernel": None,  # anything: it is what every room stands on
    "figures": None,  # what a face may show
    "ui": None,  # components are there to be used
    "demo": None,
    "lake": {"", "contracts"},  # "": the package itself, with its public names
    "insight": {"", "contracts"},
    "identity": DOORS | {"keys"},  # keys of whole tables, for whoever reads files without a database
    "sources": DOORS | {"staging", "formats"},  # files are staged for the report as they are for the import
    "config": None,  # only `cli` stands above it
    "report": None,
}
FREE_ROOMS = ("kernel", "demo", "lake", "insight")
SOURCES_WITH_DJANGO = {"models", "queries", "actions", "apps", "migrations"}


def crossings() -> list[tuple[str, str]]:
    """Every direct import from one room into another."""
    graph = grimp.build_graph("enishi", cache_dir=None)
    found = []
    for importer in sorted(graph.modules):
        for imported in sorted(graph.find_modules_directly_imported_by(importer)):
            rooms = [name.split(".")[1] if "." in name else "" for name in (importer, imported)]
            if all(rooms) and rooms[0] != rooms[1]:
                found.append((importer, imported))
    return found


def enters_by_a_door(importer: str, imported: str) -> bool:
    if importer.startswith("enishi.config."):
        return True  # the fuse box wires everybody
    room, _, rest = imported.removeprefix("enishi.").partition(".")
    doors = OTHER_DOORS.get(room, DOORS)
    return doors is None or rest.split(".")[0] in doors


def test_rooms_are_entered_by_their_doors() -> None:
    seen = crossings()
    assert seen
    assert not [f"{importer} -> {imported}" for importer, imported in seen if not enters_by_a_door(importer, imported)]


@pytest.mark.parametrize(
    ("imported", "allowed"),
    [
        ("enishi.identity.models", False),
        ("enishi.identity.actions.take_in", True),
        ("enishi.lake", True),
        ("enishi.lake.sealing", False),
        ("enishi.kernel.money", True),
    ],
)
def test_a_door_is_a_door(imported: str, *, allowed: bool) -> None:
    assert enters_by_a_door("enishi.console.views", imported) is allowed


def free_modules() -> list[str]:
    """All modules that promise to work without Django."""
    paths = [path for room in FREE_ROOMS for path in (SOURCE / "enishi" / room).rglob("*.py")]
    paths += [
        path
        for path in (SOURCE / "enishi/sources").rglob("*.py")
        if path.relative_to(SOURCE / "enishi/sources").parts[0].removesuffix(".py") not in SOURCES_WITH_DJANGO
    ]
    for name in ("contracts", "rules"):
        paths += [*SOURCE.glob(f"enishi/*/{name}.py"), *SOURCE.glob(f"enishi/*/{name}/**/*.py")]
    paths += [SOURCE / "enishi/config/environment.py", SOURCE / "enishi/identity/keys.py"]
    return sorted({".".join(p.relative_to(SOURCE).with_suffix("").parts).removesuffix(".__init__") for p in paths})


WITHOUT_DJANGO = """
import importlib, sys

class NoDjango:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {"django", "allauth", "csp"}:
            raise ImportError(f"{name} is not here")

sys.meta_path.insert(0, NoDjango())
for name in sys.argv[1:]:
    try:
        importlib.import_module(name)
    except ImportError as error:
        print(f"{name}: {error}")
"""


def test_what_lives_without_django_imports_where_there_is_none() -> None:
    names = free_modules()
    assert {"enishi.kernel.money", "enishi.lake", "enishi.insight", "enishi.sources.contracts"} <= set(names)
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT_DJANGO, *names], capture_output=True, text=True, check=False, cwd=ROOT
    )
    assert (done.returncode, done.stdout) == (0, ""), done.stderr
