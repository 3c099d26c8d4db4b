"""Everything the report and the screens show for one view of one lake."""

from __future__ import annotations

from functools import lru_cache

from enishi.insight.base import base
from enishi.insight.cohorts import cohorts
from enishi.insight.contracts import Overview, View
from enishi.insight.ladder import ladder
from enishi.insight.regular import contracts
from enishi.insight.views import gaps, orders_with_ends, windows
from enishi.lake import Lake


def overview(lake: Lake, view: View) -> Overview:
    """Compute all figures of a view; the same view of the same sealed lake is answered from memory."""
    return _overview(lake.version, view, lake)


@lru_cache(maxsize=64)
def _overview(_version: str, view: View, lake: Lake) -> Overview:
    orders = orders_with_ends(lake, view)
    return Overview(
        view=view,
        windows=windows(lake, view.as_of, view.scope),
        base=base(orders, view),
        ladder=ladder(gaps(lake, view.as_of, view.scope)),
        cohorts=cohorts(orders, view),
        contracts=contracts(lake, orders, view),
    )
