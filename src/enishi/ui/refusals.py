"""Why a row or a file was refused, in words: the codes come from `sources`, the words belong to the reader."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

ROWS = {
    "cadence": gettext_lazy("The cycle of the delivery cannot be read."),
    "characters": gettext_lazy("It holds characters that cannot stand here."),
    "columns": gettext_lazy("The row has more or fewer cells than the header."),
    "currency": gettext_lazy("It is in another currency than the brand's."),
    "encoding": gettext_lazy("Its characters are not in the encoding of the file."),
    "missing": gettext_lazy("It is empty, but it is needed."),
    "not_positive": gettext_lazy("It has to be 1 or more."),
    "not_whole": gettext_lazy("It has to be a whole number."),
    "nul": gettext_lazy("It holds a character that no text has (NUL)."),
    "number": gettext_lazy("It cannot be read as a number."),
    "order_id_repeated": gettext_lazy("The same order number stands elsewhere in the file with other content."),
    "order_incomplete": gettext_lazy("Another row of the same order was refused; please mend them together."),
    "phone_zero_lost": gettext_lazy("The telephone number has lost its leading zero."),
    "quote": gettext_lazy("A quotation mark is opened here and never closed."),
    "status": gettext_lazy("This status is not known."),
    "time": gettext_lazy("It cannot be read as a date. Please write it like 2026-11-22."),
    "time_ambiguous": gettext_lazy("The date can be read in several ways. Please write it like 2026-11-22."),
    "time_range": gettext_lazy("The date lies too far back or in the future."),
    "too_large": gettext_lazy("The number is too large."),
    "too_long": gettext_lazy("The text is too long."),
}

NOTES = {
    "excel_date": gettext_lazy("A spreadsheet has turned it into a date, so it was left empty."),
    "mail_unreadable": gettext_lazy("It is not a mail address, so it was left empty."),
    "not_positive": gettext_lazy("It is not 1 or more, so it was left empty."),
    "not_whole": gettext_lazy("It is not a whole number, so it was left empty."),
    "number": gettext_lazy("It cannot be read as a number, so it was left empty."),
    "phone_unreadable": gettext_lazy("It is not a telephone number, so it was left empty."),
    "phone_zero_lost": gettext_lazy("The telephone number has lost its leading zero, so it was left empty."),
    "postal_unreadable": gettext_lazy("It is not a postal code, so it was left empty."),
    "postal_zero_lost": gettext_lazy("The postal code has lost its leading zeros, so it was left empty."),
    "time": gettext_lazy("It cannot be read as a date, so it was left empty."),
    "unmapped_characters": gettext_lazy("It holds characters of a company's own; they were kept as they are."),
}

FILES = {
    "archive": gettext_lazy("It is a compressed archive. Please unpack it and drop in the CSV or Parquet files in it."),
    "broken_file": gettext_lazy("The file is damaged. Please export it again."),
    "decimals": gettext_lazy(
        "Amounts have decimals, but the brand's currency has none. Please check the currency of the file."
    ),
    "empty_file": gettext_lazy("The file is empty. Please export it again."),
    "mapping_incomplete": gettext_lazy("The day of the order or a way to tell customers apart is still missing."),
    "missing_file": gettext_lazy("The file is no longer here. Please drop it in again."),
    "no_rows": gettext_lazy("The file has a header and no rows. Please export it again."),
    "order_too_long": gettext_lazy("One order has far too many rows. Is the order number really in this column?"),
    "unknown_column": gettext_lazy("A column that was named is not in the file."),
    "unknown_header": gettext_lazy(
        "Its columns are not those of a known export. Please say once which column is which."
    ),
    "workbook": gettext_lazy("It is a spreadsheet. Please drop in the CSV file as the shop exported it."),
}
