"""What the address asks for: filters that every link keeps, and the cell of figures whose customers are wanted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from enishi.insight.contracts import Scope

ACTIVE_DAYS_MIN = 31
ACTIVE_DAYS_MAX = 3650
MONTHS = (12, 24, 36)
MONTHS_DEFAULT = 12
ALL_MONTHS = 10_000


@dataclass(frozen=True)
class Asked:
    """The filters in the address. None means: what the data suggests. `problems` tells what could not be understood."""

    as_of: date | None = None
    active_days: int | None = None
    scope: Scope = Scope.ALL
    months: int = MONTHS_DEFAULT
    problems: tuple[str, ...] = ()

    @property
    def pairs(self) -> dict[str, str]:
        """The filters as the address carries them, without those that say nothing new."""
        pairs: dict[str, str] = {}
        if self.as_of is not None:
            pairs["as_of"] = self.as_of.isoformat()
        if self.active_days is not None:
            pairs["active_days"] = str(self.active_days)
        if self.scope is not Scope.ALL:
            pairs["scope"] = self.scope.value
        if self.months != MONTHS_DEFAULT:
            pairs["months"] = "all" if self.months == ALL_MONTHS else str(self.months)
        return pairs

    def address(self, path: str, **more: object) -> str:
        pairs = self.pairs | {key: str(value) for key, value in more.items() if value not in (None, "")}
        return f"{path}?{urlencode(pairs)}" if pairs else path


def read_asked(values: Mapping[str, str]) -> Asked:
    """Read the filters; what cannot be understood is left out and told."""
    asked, problems = Asked(), []
    if text := values.get("as_of", "").strip():
        try:
            asked = replace(asked, as_of=date.fromisoformat(text))
        except ValueError:
            problems.append(_("“%(text)s” is not a day. Please write it like 2026-11-22.") % {"text": text})
    if text := values.get("active_days", "").strip():
        if text.isdecimal() and ACTIVE_DAYS_MIN <= int(text) <= ACTIVE_DAYS_MAX:
            asked = replace(asked, active_days=int(text))
        else:
            problems.append(
                _("The active window cannot be “%(text)s”. Please choose a number of days from %(min)s to %(max)s.")
                % {"text": text, "min": ACTIVE_DAYS_MIN, "max": ACTIVE_DAYS_MAX}
            )
    if text := values.get("scope", ""):
        try:
            asked = replace(asked, scope=Scope(text))
        except ValueError:
            problems.append(_("There is no view called “%(text)s”; all orders are shown.") % {"text": text})
    if text := values.get("months", ""):
        if text == "all":
            asked = replace(asked, months=ALL_MONTHS)
        elif text.isdecimal() and int(text) in MONTHS:
            asked = replace(asked, months=int(text))
    return replace(asked, problems=tuple(problems))
