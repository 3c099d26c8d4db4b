"""Filters and tags that every template may use without loading them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from urllib.parse import urlencode

import phonenumbers
from django import template
from django.utils.translation import get_language

from enishi.ui.format import Format

register = template.Library()

HOME_COUNTRY_CODE = 81


@register.filter
def count(value: int, fmt: Format) -> str:
    return fmt.count(value)


@register.filter
def money(value: int | str | None, fmt: Format) -> str:
    return "" if value is None or isinstance(value, str) else fmt.money(value)


@register.filter
def day(value: date | None, fmt: Format) -> str:
    return "" if not value else fmt.day(value)


@register.filter
def instant(value: datetime | None, fmt: Format) -> str:
    return "" if value is None else fmt.instant(value)


@register.filter
def local_day(value: datetime | None, fmt: Format) -> str:
    """The day of a moment in the brand's zone."""
    return "" if value is None else fmt.day(value.astimezone(fmt.zone).date())


@register.filter
def month(value: date | None, fmt: Format) -> str:
    return "" if value is None else fmt.month(value)


@register.filter
def size(value: int, fmt: Format) -> str:
    return fmt.size(value)


@register.filter
def px(value: float) -> str:
    """A length inside a drawing, written the same in every language."""
    return f"{value:g}"


@register.filter
def phone(value: str) -> str:
    """An E.164 number as people of its country write it: 090-1234-5678; from elsewhere with its country code."""
    try:
        number = phonenumbers.parse(value, "JP")
    except phonenumbers.NumberParseException:
        return value
    home = number.country_code == HOME_COUNTRY_CODE
    style = phonenumbers.PhoneNumberFormat.NATIONAL if home else phonenumbers.PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(number, style)


@register.filter
def postal(value: str) -> str:
    """A Japanese postal code with its hyphen; others as they are."""
    return f"{value[:3]}-{value[3:]}" if len(value) == 7 and value.isdecimal() else value


@register.simple_tag
def gap() -> str:
    """What stands between two sentences: a space in English, nothing in Japanese."""
    return "" if (get_language() or "").startswith("ja") else " "


@register.simple_tag(takes_context=True)
def query(context: template.Context, base: Mapping[str, str] | None = None, **changes: object) -> str:
    """The address's own query with `changes`: a value sets, None removes. Starts with "?"; "" when nothing is left."""
    request = context.get("request")
    values = dict(base) if base is not None else dict(request.GET.items()) if request else {}
    for key, value in changes.items():
        if value in (None, ""):
            values.pop(key, None)
        else:
            values[key] = str(value)
    return f"?{urlencode(values)}" if values else "?"
