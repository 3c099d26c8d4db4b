"""An import in words: where it stands, how far it is, what can be done about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from enishi.sources.contracts import FileColumns, ImportCard, ImportState, Note, Reject
from enishi.ui.format import Format
from enishi.ui.refusals import FILES, NOTES, ROWS

STATES = {
    ImportState.WAITING: gettext_lazy("Waiting"),
    ImportState.STAGING: gettext_lazy("Reading"),
    ImportState.WRITING: gettext_lazy("Bringing in"),
    ImportState.DONE: gettext_lazy("Done"),
    ImportState.FAILED: gettext_lazy("Could not be read"),
    ImportState.STOPPED: gettext_lazy("Stopped"),
}

FORMATS = {
    "shopify": "Shopify",
    "eccube": "EC-CUBE 4",
    "futureshop": "futureshop",
    "rakuten": "Rakuten RMS",
    "canonical": "Enishi",
    "mapped": gettext_lazy("Columns as you said"),
}

_MENDED_BY_MAPPING = {"unknown_header", "mapping_incomplete", "unknown_column", "unknown_field"}
_MOVING = {ImportState.WAITING, ImportState.STAGING, ImportState.WRITING}
_RESUMABLE = {ImportState.STOPPED, ImportState.FAILED}


@dataclass(frozen=True)
class RejectLine:
    """A refused row in words."""

    where: str
    why: str


@dataclass(frozen=True)
class NoteLine:
    """Cells of taken rows that are worth a look, in words."""

    where: str
    count: str
    what: str


@dataclass(frozen=True)
class ImportRow:
    """A line of the list."""

    card: ImportCard
    state: str
    format: str
    size: str
    share: float
    share_text: str
    moving: bool
    resumable: bool
    mappable: bool
    tone: str
    failure: str
    rejects: tuple[RejectLine, ...]
    notes: tuple[NoteLine, ...]


def import_row(card: ImportCard, fmt: Format, rejects: Sequence[Reject] = (), notes: Sequence[Note] = ()) -> ImportRow:
    return ImportRow(
        card=card,
        state=str(STATES[card.state]),
        format=str(FORMATS.get(card.format, card.format)),
        size=fmt.size(card.size),
        share=round(card.share * 200, 1),
        share_text=fmt.share(card.share, 0),
        moving=card.state in _MOVING,
        resumable=card.state in _RESUMABLE,
        mappable=can_map(card),
        tone={ImportState.DONE: "on", ImportState.FAILED: "off"}.get(card.state, ""),
        failure=str(FILES.get(card.message_code, card.message)),
        rejects=tuple(_reject_line(reject) for reject in rejects),
        notes=tuple(_note_line(note, fmt) for note in notes),
    )


def _reject_line(reject: Reject) -> RejectLine:
    where = _("Line %(line)s, %(column)s") if reject.column else _("Line %(line)s")
    return RejectLine(
        where % {"line": reject.line_no, "column": reject.column}, str(ROWS.get(reject.reason, reject.detail))
    )


def _note_line(note: Note, fmt: Format) -> NoteLine:
    where = _("%(column)s, first in line %(line)s") % {"column": note.column, "line": note.line_no}
    return NoteLine(where, fmt.count(note.count), str(NOTES.get(note.code, note.detail)))


def can_map(card: ImportCard) -> bool:
    """Whether saying which column is which would help."""
    return card.state is ImportState.FAILED and card.message_code in _MENDED_BY_MAPPING


@dataclass(frozen=True)
class FieldChoice:
    """A field of ours, and the column that looks like it."""

    name: str
    label: str
    chosen: str
    required: bool


@dataclass(frozen=True)
class FieldGroup:
    title: str
    fields: tuple[FieldChoice, ...]


def field_groups(columns: FileColumns) -> list[FieldGroup]:
    """What can be said about a file of orders, by what it is about."""
    groups = (
        (
            _("The order"),
            {
                "ordered_at": _("Day or time of the order"),
                "order_id": _("Order number"),
                "status": _("Status"),
                "channel": _("Sales channel"),
            },
        ),
        (
            _("The customer: at least one"),
            {"customer_id": _("Member number"), "email": _("Mail"), "phone": _("Telephone")},
        ),
        (
            _("The money: the total, or quantity and price"),
            {
                "amount": _("Order total with tax and shipping"),
                "quantity": _("Quantity"),
                "unit_price": _("Price of one"),
                "refunded": _("Refunded amount"),
            },
        ),
        (
            _("What was bought"),
            {"product_code": _("Product code"), "product_name": _("Product name")},
        ),
        (
            _("Regular delivery"),
            {"contract_id": _("Contract number"), "delivery_no": _("Which delivery it is")},
        ),
        (
            _("The person"),
            {
                "family_name": _("Family name"),
                "given_name": _("Given name"),
                "family_name_kana": _("Family name in kana"),
                "given_name_kana": _("Given name in kana"),
                "postal_code": _("Postal code"),
                "prefecture": _("Prefecture"),
                "address": _("Address"),
            },
        ),
    )
    return [
        FieldGroup(
            title,
            tuple(
                FieldChoice(name, label, columns.guessed.get(name, ""), name == "ordered_at")
                for name, label in fields.items()
            ),
        )
        for title, fields in groups
    ]
