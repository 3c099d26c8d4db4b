"""Everything that Enishi needs to run is open and lets a brand use it as it likes."""

from __future__ import annotations

import re
from importlib.metadata import Distribution, PackageNotFoundError, distribution

import pytest
from packaging.requirements import Requirement

OPEN = re.compile(
    r"\b(MIT|BSD|0BSD|Apache|ISC|PSF|Python Software Foundation|MPL|Mozilla|LGPL|Lesser|Unlicense|Zlib)", re.IGNORECASE
)
CLOSED = re.compile(
    r"\bAGPL|(?<!L)GPL|(?<!Lesser )General Public|Affero|SSPL|Server Side|Commons Clause|Elastic|Business Source|BUSL",
    re.IGNORECASE,
)
Found = dict[str, Distribution]


def needed(
    name: str, extras: frozenset[str] = frozenset(), seen: dict[str, Distribution] | None = None
) -> dict[str, Distribution]:
    """The distributions that `name` needs on this machine, and those that they need."""
    seen = {} if seen is None else seen
    try:
        found = distribution(name)
    except PackageNotFoundError:
        return seen
    known = name.lower() in seen
    seen[name.lower()] = found
    if known and not extras:
        return seen
    for line in found.requires or []:
        requirement = Requirement(line)
        marker = requirement.marker
        if marker is None or any(marker.evaluate({"extra": extra}) for extra in (extras or {""})):
            needed(requirement.name, frozenset(requirement.extras), seen)
    return seen


def licence(found: Distribution) -> str:
    """What a distribution says of its licence, shortest word first: the expression, the classifiers, the text."""
    metadata = found.metadata
    listed = [line.rpartition("::")[2].strip() for line in metadata.get_all("Classifier") or [] if "License ::" in line]
    classified = " / ".join(word for word in listed if word != "OSI Approved")
    return (
        metadata.get("License-Expression") or classified or (metadata.get("License") or "").strip().partition("\n")[0]
    )


def is_open(word: str) -> bool:
    return bool(OPEN.search(word)) and not CLOSED.search(word)


def test_what_we_run_on_is_open() -> None:
    names = needed("enishi")
    assert len(names) > 20
    closed = {name: licence(found) for name, found in names.items() if name != "enishi" and not is_open(licence(found))}
    assert not closed


@pytest.mark.parametrize(
    ("word", "verdict"),
    [
        ("MIT", True),
        ("Apache Software License", True),
        ("BSD-3-Clause AND Zlib", True),
        ("GNU Lesser General Public License v3 (LGPLv3)", True),
        ("LGPL-3.0-only", True),
        ("GPL-3.0-or-later", False),
        ("GNU General Public License v2 (GPLv2)", False),
        ("AGPL-3.0", False),
        ("Elastic License 2.0", False),
        ("", False),
    ],
)
def test_which_licences_are_open(word: str, verdict: bool) -> None:
    assert is_open(word) is verdict
