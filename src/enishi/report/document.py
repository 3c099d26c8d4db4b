"""The report as JSON: the keys that programs rely on. Money in minor units, months as YYYY-MM, shares from 0 to 1."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import Any

from enishi.insight.contracts import BaseMonth, Cohort, ContractCohort, Estimate, LadderStep
from enishi.report.contracts import Report


def document(report: Report) -> dict[str, Any]:
    """The whole report as plain dictionaries and lists, of scope 全体."""
    o = report.overview
    inputs = asdict(report.inputs)
    inputs["first_day"] = report.inputs.first_day.isoformat()
    inputs["last_day"] = report.inputs.last_day.isoformat()
    return {
        "input": inputs,
        "as_of": o.view.as_of.isoformat(),
        "currency": {"code": report.currency.code, "exponent": report.currency.exponent},
        "suggested_days": o.windows.suggested_days,
        "base": [_base(month) for month in o.base],
        "ladder": [_step(step) for step in o.ladder],
        "cohorts": [_cohort(cohort) for cohort in o.cohorts],
        "contracts": [_contract(cohort) for cohort in o.contracts.cohorts],
        "deliveries": [
            {"delivery": step.delivery, "at_risk": step.at_risk, **_estimate(step.reached)}
            for step in o.contracts.deliveries
        ],
        "contracts_started_before": o.contracts.started_before,
    }


def _month(month: date) -> str:
    return f"{month:%Y-%m}"


def _base(entry: BaseMonth) -> dict[str, Any]:
    return {**asdict(entry), "month": _month(entry.month)}


def _estimate(estimate: Estimate) -> dict[str, float | None]:
    return {"share": estimate.share, "low": estimate.low, "high": estimate.high}


def _step(step: LadderStep) -> dict[str, Any]:
    return {
        "f": step.f,
        "reached": step.reached,
        "converted": step.converted,
        "conversion": step.conversion,
        "low": step.low,
        "high": step.high,
        "median_days": step.median_days,
        "revenue": step.revenue,
        "within": {str(days): _estimate(estimate) for days, estimate in step.within.items()},
    }


def _cohort(cohort: Cohort) -> dict[str, Any]:
    return {
        "cohort": _month(cohort.cohort),
        "size": cohort.size,
        "ordered": list(cohort.ordered),
        "residual": list(cohort.residual),
        "revenue": list(cohort.revenue),
    }


def _contract(cohort: ContractCohort) -> dict[str, Any]:
    return {
        "cohort": _month(cohort.cohort),
        "started": cohort.started,
        "running": list(cohort.running),
        "reached": list(cohort.reached),
    }
