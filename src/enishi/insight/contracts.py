"""The figures, as they cross the wall. Money in minor units, shares from 0 to 1, months named by their first day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

HORIZONS_DAYS = (30, 60, 90, 180, 365)


class Scope(StrEnum):
    """全体 / 定期 / 単品: all orders, regular deliveries only, chosen purchases only."""

    ALL = "all"
    REGULAR = "regular"
    ONE_OFF = "one_off"


class Flow(StrEnum):
    NEW = "new"
    RETURNED = "returned"
    LAPSED = "lapsed"
    LEFT = "left"


@dataclass(frozen=True)
class View:
    """What a figure looks at. `as_of` is an instant, the start of that day: days before it count."""

    as_of: date
    active_days: int
    repeat_days: int
    scope: Scope = Scope.ALL


@dataclass(frozen=True)
class BaseMonth:
    """active_start + new + returned − lapsed − left = active_end, exact to the customer."""

    month: date
    active_start: int
    new: int
    returned: int
    lapsed: int
    left: int
    active_end: int
    orders: int
    revenue: int


@dataclass(frozen=True)
class Estimate:
    """A share with its 95 % interval; all None when nobody is at risk any more."""

    share: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True)
class LadderStep:
    """Customers who reached F-number `f`, and how many of them went on to `f` + 1."""

    f: int
    reached: int
    converted: int
    conversion: float
    low: float
    high: float
    median_days: float | None
    revenue: int
    within: dict[int, Estimate]  # by horizon in days, Kaplan-Meier


@dataclass(frozen=True)
class Cohort:
    """Customers whose first order fell in month `cohort`; index m counts months after it, 0 being the month itself."""

    cohort: date
    size: int
    ordered: tuple[int, ...]
    residual: tuple[int, ...]
    revenue: tuple[int, ...]


@dataclass(frozen=True)
class ContractCohort:
    """Contracts started in month `cohort`: still running at the end of month m; having reached delivery index + 1."""

    cohort: date
    started: int
    running: tuple[int, ...]
    reached: tuple[int, ...]


@dataclass(frozen=True)
class DeliveryStep:
    """The share of contracts that reach delivery `delivery` (定期回数別継続率), Kaplan-Meier over deliveries."""

    delivery: int
    at_risk: int
    reached: Estimate


@dataclass(frozen=True)
class Contracts:
    """`started_before` counts contracts whose first delivery lies before the data: in no cohort, said on the figure."""

    cohorts: tuple[ContractCohort, ...]
    deliveries: tuple[DeliveryStep, ...]
    started_before: int


@dataclass(frozen=True)
class Population:
    """Counted orders before a view's `as_of`, who placed them, and between which days; None without any."""

    orders: int
    customers: int
    first_day: date | None
    last_day: date | None


@dataclass(frozen=True)
class Windows:
    """`suggested_days`: the smallest window that holds 90 % of the observed repeat intervals; None without repeats."""

    suggested_days: int | None
    repeat_intervals: int


@dataclass(frozen=True)
class Overview:
    """Everything the report and the screens show for one view of one lake."""

    view: View
    windows: Windows
    base: tuple[BaseMonth, ...]
    ladder: tuple[LadderStep, ...]
    cohorts: tuple[Cohort, ...]
    contracts: Contracts


class Figure(StrEnum):
    """The figures whose customers can be listed; `Cell` says which of its coordinates each one takes."""

    ACTIVE_START = "active_start"  # month
    NEW = "new"  # month
    RETURNED = "returned"  # month
    LAPSED = "lapsed"  # month
    LEFT = "left"  # month
    ACTIVE_END = "active_end"  # month
    ORDERED = "ordered"  # month
    REACHED = "reached"  # f
    CONVERTED = "converted"  # f
    NOT_CONVERTED = "not_converted"  # f
    COHORT_ORDERED = "cohort_ordered"  # cohort, m
    COHORT_RESIDUAL = "cohort_residual"  # cohort, m
    CONTRACT_STARTED = "contract_started"  # cohort
    CONTRACT_RUNNING = "contract_running"  # cohort, m
    CONTRACT_REACHED = "contract_reached"  # cohort, delivery


@dataclass(frozen=True)
class Cell:
    """One number on a screen. Contract figures count contracts, so one customer may stand behind several of them."""

    figure: Figure
    month: date | None = None
    f: int | None = None
    cohort: date | None = None
    m: int | None = None
    delivery: int | None = None


@dataclass(frozen=True)
class Member:
    """One customer behind a cell, as of the view: orders and revenue so far within the scope."""

    customer: int
    f: int
    first_day: date
    last_day: date
    revenue: int
