"""Any other file of orders, with its columns named by the person who knows it."""

from __future__ import annotations

import re
from collections.abc import Mapping

from enishi.kernel.errors import EnishiError
from enishi.sources.contracts import FileKind
from enishi.sources.formats.base import Cells, Format, Header, first_of
from enishi.sources.formats.canonical import ORDER_FIELDS, PERSON
from enishi.sources.rules import statuses

SOURCE = "file"

_OCCURRENCE = re.compile(r"(.+)#([1-9])")


def mapped(mapping: Mapping[str, str], header: Header) -> Format:
    """The format a mapping (our field → the file's column, `name#2` for the second of that name) describes.

    Raises EnishiError: `unknown_field`, `unknown_column`, `mapping_incomplete`.
    """
    unknown = [name for name in mapping if name not in ORDER_FIELDS]
    if unknown:
        raise EnishiError(
            f"--map names fields that do not exist: {', '.join(unknown)}.",
            hint=f"Fields are: {', '.join(ORDER_FIELDS)}.",
            code="unknown_field",
        )
    absent = [column for column in mapping.values() if not header.places(_cells(column, header))]
    if absent:
        raise EnishiError(
            f"--map names columns that the file does not have: {', '.join(absent)}.",
            hint=f"The file's columns are: {', '.join(header.names)}.",
            code="unknown_column",
        )
    lacking = [] if "ordered_at" in mapping else ["ordered_at"]
    if not any(name in mapping for name in PERSON):
        lacking.append("one of " + ", ".join(PERSON))
    if lacking:
        raise EnishiError(
            f"--map does not say where to find {' and '.join(lacking)}.",
            hint=f"Add for example --map {'ordered_at' if 'ordered_at' in lacking else 'customer_id'}=COLUMN. "
            f"The file's columns are: {', '.join(header.names)}.",
            code="mapping_incomplete",
        )
    fields = {name: _cells(column, header) for name, column in mapping.items() if name != "status"}
    status = ((_cells(mapping["status"], header), statuses.by_words),) if "status" in mapping else ()
    return Format("mapped", FileKind.ORDERS, frozenset(), fields, status, source=SOURCE)


def _cells(column: str, header: Header) -> Cells:
    numbered = _OCCURRENCE.fullmatch(column)
    if numbered and not header.has(column):
        return Cells(((numbered.group(1), int(numbered.group(2)) - 1),))
    return first_of(column)
