"""What a report is made from and what it says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from enishi.insight.contracts import Overview, Scope
from enishi.kernel.money import Currency
from enishi.sources.contracts import FileKind, Staged


@dataclass(frozen=True)
class ReportOptions:
    """How the files are to be read and looked at; None: as the data suggests."""

    currency: Currency
    zone: ZoneInfo
    now: datetime
    mapping: Mapping[str, str] = field(default_factory=dict)
    source: str | None = None
    as_of: date | None = None
    active_days: int = 365
    repeat_days: int | None = None


@dataclass(frozen=True)
class Inputs:
    """What went in. `orders`, `customers` and the days are of counted orders before as-of; all else is of the whole
    files. `credit_notes` and `without_customer` count documents of their kind and may overlap."""

    rows: int
    orders: int
    customers: int
    rejected: int
    credit_notes: int
    without_customer: int
    first_day: date
    last_day: date
    active_days: int
    repeat_days: int


@dataclass(frozen=True)
class Report:
    """The figures of some files. `overviews` always holds Scope.ALL, and the other two where there are contracts."""

    inputs: Inputs
    overviews: Mapping[Scope, Overview]
    currency: Currency
    has_amounts: bool
    staged: tuple[Staged, ...]

    @property
    def rejects_paths(self) -> tuple[Path, ...]:
        """All files of refused rows, those of the orders first."""
        ordered = sorted(self.staged, key=lambda staged: staged.kind is not FileKind.ORDERS)
        found = (path for staged in ordered for path in (staged.rejects_path, *staged.other_rejects_paths))
        return tuple(path for path in found if path is not None)

    @property
    def overview(self) -> Overview:
        return self.overviews[Scope.ALL]
