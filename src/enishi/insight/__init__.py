"""Insight: base, ladder, cohorts, contracts. Without Django; works in a notebook on a sealed lake alone.

from enishi import insight
from enishi.lake import open_lake

lake = open_lake("data/lake")
insight.overview(lake, insight.view(lake)).base[-1]
"""

from enishi.insight.contracts import Cell, Figure, Flow, Member, Overview, Scope, View
from enishi.insight.members import count_members, members, members_named
from enishi.insight.overview import overview
from enishi.insight.population import population
from enishi.insight.views import ACTIVE_DAYS, view

__all__ = [
    "ACTIVE_DAYS",
    "Cell",
    "Figure",
    "Flow",
    "Member",
    "Overview",
    "Scope",
    "View",
    "count_members",
    "members",
    "members_named",
    "overview",
    "population",
    "view",
]
