"""Imports (データ連携): files that come in, how far they are, and what was refused."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, BinaryIO, cast

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from enishi.console.files import ImportRow, can_map, field_groups, import_row
from enishi.console.screen import frame_context, reader_format
from enishi.kernel.errors import EnishiError
from enishi.sources import actions, queries
from enishi.sources.contracts import ImportCard

SHOWN = 50
SOURCE_MAX = 60


def imports(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        return _receive(request)
    rows = _rows()
    context = frame_context(request, "imports") | _progress(rows)
    return render(request, "console/imports.html", context)


@require_safe
def progress(request: HttpRequest) -> HttpResponse:
    """The list alone, asked for again and again while something moves."""
    return render(request, "console/import_list.html", {"fmt": reader_format()} | _progress(_rows()))


def _rows() -> list[ImportRow]:
    fmt = reader_format()
    return [
        import_row(card, fmt, queries.list_rejects(card), queries.list_notes(card.id))
        for card in queries.list_imports(limit=SHOWN)
    ]


def _progress(rows: list[ImportRow]) -> dict[str, Any]:
    return {"rows": rows, "moving": any(row.moving for row in rows)}


def _receive(request: HttpRequest) -> HttpResponse:
    files = request.FILES.getlist("files")
    if not files:
        messages.error(request, _("No file was chosen. Please drop one or more order files into the field."))
        return redirect("console:imports")
    source = request.POST.get("source", "").strip()[:SOURCE_MAX]
    added = 0
    for file in files:
        _card, is_new = actions.receive_file(
            cast("BinaryIO", file), name=file.name or "", source=source, by=str(request.user), now=timezone.now()
        )
        added += is_new
    _say_received(request, added, len(files) - added)
    return redirect("console:imports")


def _say_received(request: HttpRequest, added: int, known: int) -> None:
    if added:
        text = ngettext(
            "Thank you. %(count)s file is on its way in.", "Thank you. %(count)s files are on their way in.", added
        )
        messages.success(request, text % {"count": added})
    if known:
        text = ngettext(
            "%(count)s file was here before; nothing changes.",
            "%(count)s files were here before; nothing changes.",
            known,
        )
        messages.info(request, text % {"count": known})


def _card(import_id: int) -> ImportCard:
    try:
        return queries.get_import(import_id)
    except queries.UnknownImport as error:
        raise Http404 from error


@require_POST
def stop(request: HttpRequest, import_id: int) -> HttpResponse:
    _card(import_id)
    actions.stop(import_id, now=timezone.now())
    return redirect("console:imports")


@require_POST
def resume(request: HttpRequest, import_id: int) -> HttpResponse:
    _card(import_id)
    try:
        actions.resume(import_id)
    except EnishiError as error:
        messages.error(request, error.message)
    return redirect("console:imports")


@require_safe
def rejects(request: HttpRequest, import_id: int) -> HttpResponseBase:
    """The refused rows as they stood, to be mended and dropped in again."""
    card = _card(import_id)
    if card.rejects_path is None:
        raise Http404
    return FileResponse(
        card.rejects_path.open("rb"), as_attachment=True, filename=f"rejects-{card.name}.csv", content_type="text/csv"
    )


def map_columns(request: HttpRequest, import_id: int) -> HttpResponse:
    """Say which column is which, and import the file again so."""
    card = _card(import_id)
    if not can_map(card):
        raise Http404
    if request.method == "POST":
        mapping = dict(_mapping(request))
        with card.file_path.open("rb") as file:
            actions.receive_file(
                file, name=card.name, source=card.source, mapping=mapping, by=str(request.user), now=timezone.now()
            )
        messages.success(request, _("Thank you. The file is read again with these columns."))
        return redirect("console:imports")
    columns = queries.get_columns(import_id)
    context = frame_context(request, "imports") | {
        "card": card, "columns": columns.names, "groups": field_groups(columns),
    }  # fmt: skip
    return render(request, "console/import_map.html", context)


def _mapping(request: HttpRequest) -> Iterator[tuple[str, str]]:
    for key, column in request.POST.items():
        if key.startswith("map-") and column:
            yield key.removeprefix("map-"), str(column)
