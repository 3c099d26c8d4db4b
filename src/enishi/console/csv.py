"""A table as a download."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from django.http import HttpResponse, StreamingHttpResponse

from enishi.ui.tables import Table, table_csv

CONTENT_TYPE = "text/csv; charset=utf-8"
Response = TypeVar("Response", HttpResponse, StreamingHttpResponse)


def table_response(table: Table) -> HttpResponse:
    return _as_download(HttpResponse("".join(table_csv(table)), content_type=CONTENT_TYPE), table.name)


def rows_response(lines: Iterable[str], name: str) -> StreamingHttpResponse:
    """For lists that may be long: sent while they are read."""
    return _as_download(StreamingHttpResponse(lines, content_type=CONTENT_TYPE), name)


def _as_download(response: Response, name: str) -> Response:
    response["Content-Disposition"] = f'attachment; filename="enishi-{name}.csv"'
    response["Cache-Control"] = "private, no-store"
    return response
