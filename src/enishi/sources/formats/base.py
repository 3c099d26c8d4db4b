"""How a format is declared: by what header it is known, and which columns hold which of our fields."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from enishi.sources.contracts import FileKind
from enishi.sources.rules.text import fold

Rule = Callable[[str], str]


@dataclass(frozen=True)
class Cells:
    """Where a field stands: columns as (name, occurrence); joined, or else the first of them that is not empty."""

    columns: tuple[tuple[str, int], ...]
    join: str | None = None


def first_of(*names: str) -> Cells:
    return Cells(tuple((name, 0) for name in names))


def joined(*names: str, by: str = "") -> Cells:
    return Cells(tuple((name, 0) for name in names), by)


@dataclass(frozen=True)
class Format:
    """A kind of export. `fields` are named as in our canonical files.

    `statuses`: columns with the rule for their words; the first that says anything but placed decides.
    `line_when`: the column and its values that make a row a product line; other rows only carry the order's own cells.
    """

    name: str
    kind: FileKind
    signature: frozenset[str]
    fields: Mapping[str, Cells]
    statuses: Sequence[tuple[Cells, Rule]] = ()
    line_when: tuple[Cells, frozenset[str]] | None = None
    currency: Cells | None = None
    source: str = ""
    any_of: frozenset[str] = field(default=frozenset())

    def missing(self, header: Header) -> list[str]:
        """Columns of the signature that a header lacks, in the format's own spelling."""
        lacking = sorted(name for name in self.signature if not header.has(name))
        if self.any_of and not any(header.has(name) for name in self.any_of):
            lacking.append(" or ".join(sorted(self.any_of)))
        return lacking


class Header:
    """Column names of a file, found again whatever their width, case and spacing; names may occur twice."""

    def __init__(self, names: Sequence[str]) -> None:
        self.names = list(names)
        self._places: dict[str, list[int]] = {}
        for place, name in enumerate(names):
            self._places.setdefault(plain(name), []).append(place)

    def has(self, name: str) -> bool:
        return plain(name) in self._places

    def find(self, name: str, occurrence: int = 0) -> int | None:
        """Index of a column, or None."""
        places = self._places.get(plain(name), [])
        return places[occurrence] if occurrence < len(places) else None

    def places(self, cells: Cells | None) -> list[int]:
        """Indices of those columns of a field that the file has."""
        if cells is None:
            return []
        found = (self.find(name, occurrence) for name, occurrence in cells.columns)
        return [place for place in found if place is not None]


def plain(name: str) -> str:
    """A column name for comparing: folded, lower case, without white space."""
    return "".join(fold(name).lower().split())


def by_code(words: Mapping[str, str], otherwise: str) -> Rule:
    """A rule for columns that hold codes."""
    return lambda text: words.get(fold(text), otherwise)
