"""Holds a report document against the pandas peer, to the customer."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from tests.report import peer

HORIZONS = (30, 60, 90, 180, 365)


def assert_same(document: dict[str, Any], documents: pd.DataFrame, minor: int) -> None:
    """`document` is the report's JSON, `documents` what the peer read; `minor` units make one of its amounts."""
    orders = peer.counted(documents)
    said = document["input"]
    assert said["orders"] == len(orders)
    assert said["customers"] == orders.customer.nunique()
    assert said["credit_notes"] == int((documents.amount < 0).sum())
    assert said["without_customer"] == int(documents.customer.isna().sum())
    assert said["first_day"] == f"{orders.day.min():%Y-%m-%d}"
    assert said["last_day"] == f"{orders.day.max():%Y-%m-%d}"

    expected = peer.base(orders, said["active_days"])
    base = pd.DataFrame(document["base"])
    assert (base["left"] == 0).all()
    assert base[expected.columns.drop("revenue")].to_dict("list") == expected.drop(columns="revenue").to_dict("list")
    assert base.revenue.tolist() == pytest.approx((expected.revenue * minor).tolist(), abs=0.5)

    steps = peer.ladder(orders, HORIZONS)
    assert [s["f"] for s in document["ladder"]] == steps.f.tolist()
    for step, plain in zip(document["ladder"], steps.to_dict("records"), strict=True):
        assert (step["reached"], step["converted"]) == (plain["reached"], plain["converted"])
        assert step["median_days"] == (None if pd.isna(plain["median_days"]) else plain["median_days"])
        assert step["revenue"] == pytest.approx(plain["revenue"] * minor, abs=0.5)
        for horizon in HORIZONS:
            share, wanted = step["within"][str(horizon)]["share"], plain[f"within_{horizon}"]
            assert (share is None) == pd.isna(wanted)
            if share is not None:
                assert share == pytest.approx(wanted)

    wanted_cohorts = peer.cohorts(orders, said["repeat_days"])
    assert [c["cohort"] for c in document["cohorts"]] == list(wanted_cohorts)
    for cohort in document["cohorts"]:
        wanted_cohort = wanted_cohorts[cohort["cohort"]]
        assert [cohort["size"]] == wanted_cohort["size"]
        assert cohort["ordered"] == wanted_cohort["ordered"]
        assert cohort["residual"] == wanted_cohort["residual"]
