"""What a few lines of numpy and pandas say of the demo files: Kaplan-Meier shares with Greenwood's errors."""

from __future__ import annotations

from statistics import NormalDist

import numpy as np
import pandas as pd

from tests.demo.tables import Tables


def kaplan_meier(duration: np.ndarray, happened: np.ndarray, at: int) -> tuple[float, float, int]:
    """Share to which it has happened by `at`, its standard error, and how many began. Events come before censoring."""
    surviving, variance = 1.0, 0.0
    for moment in np.unique(duration[happened & (duration <= at)]):
        at_risk = int((duration >= moment).sum())
        events = int((happened & (duration == moment)).sum())
        surviving *= 1 - events / at_risk
        variance += events / (at_risk * max(at_risk - events, 1))
    return 1 - surviving, surviving * float(np.sqrt(variance)), len(duration)


def conversion_within(brand: Tables, chosen: pd.DataFrame, f: int, days: int) -> tuple[float, float, int]:
    rows = chosen[chosen.f == f]
    happened = rows.next_day.notna().to_numpy()
    duration = (rows.next_day.fillna(brand.as_of) - rows.day).dt.days.to_numpy()
    return kaplan_meier(duration, happened, days)


def reaching_delivery(brand: Tables, delivery: int) -> tuple[float, float, int]:
    deliveries = brand.counted.groupby("contract_id").delivery_no.max()
    contracts = brand.contracts.set_index("contract_id")
    ended = (contracts.status == "cancelled").to_numpy()
    lost, error, count = kaplan_meier(deliveries.reindex(contracts.index).to_numpy(), ended, delivery - 1)
    return 1 - lost, error, count


def share(happened: pd.Series) -> tuple[float, int]:
    return float(happened.mean()), len(happened)


def limit(comparisons: int, doubt: float = 0.001) -> float:
    """How many standard errors off the most distant of so many comparisons may lie, but for `doubt` of all runs."""
    return NormalDist().inv_cdf(1 - doubt / comparisons / 2)
