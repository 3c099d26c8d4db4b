"""The locks name no host, pin everything by hash, and hold what pyproject asks for."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).resolve().parents[2]
EXTRAS = {"base": ("build",), "dev": ("build", "dev"), "bench": ("build", "dev", "bench")}
PIN = re.compile(r"^(?P<name>[A-Za-z0-9._-]+)==(?P<version>\S+?)(?: ; (?P<marker>.+?))? \\$")


def pins(text: str) -> dict[str, list[Version]]:
    found: dict[str, list[Version]] = {}
    for line in text.splitlines():
        if match := PIN.match(line):
            found.setdefault(canonicalize_name(match["name"]), []).append(Version(match["version"]))
    return found


def locked(name: str) -> str:
    return (ROOT / "requirements" / f"{name}.txt").read_text()


def asked_for(name: str) -> list[Requirement]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    wanted = list(project["dependencies"])
    for extra in EXTRAS[name]:
        wanted += project["optional-dependencies"][extra]
    return [Requirement(line) for line in wanted]


@pytest.mark.parametrize("name", [*EXTRAS, "uv"])
def test_a_lock_is_pins_with_hashes_and_nothing_else(name: str) -> None:
    for line in locked(name).splitlines():
        assert PIN.match(line) or re.match(r"^    --hash=sha256:[0-9a-f]{64}( \\)?$", line), line


@pytest.mark.parametrize("name", EXTRAS)
def test_a_lock_holds_what_pyproject_asks_for(name: str) -> None:
    held = pins(locked(name))
    for requirement in asked_for(name):
        versions = held.get(canonicalize_name(requirement.name), [])
        assert versions, f"{requirement} is not in requirements/{name}.txt: run `make lock`"
        wrong = [str(version) for version in versions if not requirement.specifier.contains(version)]
        assert not wrong, f"requirements/{name}.txt pins {requirement.name} {wrong}, pyproject asks for {requirement}"


def test_the_build_backend_is_locked_too() -> None:
    held = pins(locked("base"))
    for line in tomllib.loads((ROOT / "pyproject.toml").read_text())["build-system"]["requires"]:
        requirement = Requirement(line)
        assert any(requirement.specifier.contains(v) for v in held[canonicalize_name(requirement.name)])


@pytest.mark.parametrize(("smaller", "larger"), [("base", "dev"), ("dev", "bench"), ("uv", "dev")])
def test_the_locks_agree_with_each_other(smaller: str, larger: str) -> None:
    more = pins(locked(larger))
    different = {name: (v, more.get(name)) for name, v in pins(locked(smaller)).items() if more.get(name) != v}
    assert not different
