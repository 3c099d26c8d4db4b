"""Bring the Japanese catalogue up to date with the words in templates and code: new ones stand empty, unused ones go.

Run it after changing a text, then fill in what it names. Needs no gettext on the machine.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_python
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "enishi"
JAPANESE = SOURCE / "ui" / "locale" / "ja" / "LC_MESSAGES" / "django.po"
KEYWORDS = {
    "_": None, "gettext": None, "gettext_lazy": None, "gettext_noop": None, "ngettext": (1, 2),
    "ngettext_lazy": (1, 2), "pgettext": ((1, "c"), 2), "pgettext_lazy": ((1, "c"), 2), "npgettext": ((1, "c"), 2, 3),
}  # fmt: skip

HEADER = r"""# Japanese words of Enishi. `python scripts/messages.py` keeps the list; people write the words.
msgid ""
msgstr ""
"Language: ja\n"
"MIME-Version: 1.0\n"
"Content-Type: text/plain; charset=utf-8\n"
"Content-Transfer-Encoding: 8bit\n"
"Plural-Forms: nplurals=1; plural=0;\n"

"""

Key = tuple[str | None, str | tuple[str, str]]


def used_messages() -> dict[Key, set[str]]:
    """Every message of the product, as (context, text or (singular, plural)), with the files that use it."""
    found: dict[Key, set[str]] = {}
    for path in sorted(SOURCE.rglob("*")):
        if path.suffix not in {".py", ".html"} or not path.is_file():
            continue
        text = path.read_text(encoding="utf-8")
        if path.suffix == ".html":
            text = templatize(text, origin=str(path))
        elif "gettext" not in text:
            continue
        for key in _extract(text):
            found.setdefault(key, set()).add(path.relative_to(ROOT).as_posix())
    return found


def _extract(text: str) -> Iterator[Key]:
    for _line, function, messages, _comments in extract_python(
        io.BytesIO(text.encode()), KEYWORDS, [], {"encoding": "utf-8"}
    ):
        parts = [messages] if isinstance(messages, str) else [part for part in messages if isinstance(part, str)]
        context = parts.pop(0) if function in {"pgettext", "pgettext_lazy", "npgettext"} else None
        if parts:
            yield context, parts[0] if len(parts) == 1 else (parts[0], parts[1])


def read_catalogue() -> Catalog:
    with JAPANESE.open("rb") as file:
        return read_po(file, locale="ja", domain="django")


def write_catalogue(catalogue: Catalog) -> None:
    """Write it without dates and line numbers: a text that stays leaves no trace in the history."""
    JAPANESE.parent.mkdir(parents=True, exist_ok=True)
    with JAPANESE.open("wb") as file:
        file.write(HEADER.encode())
        write_po(file, catalogue, width=110, omit_header=True, include_lineno=False)


def main() -> int:
    known = read_catalogue() if JAPANESE.exists() else Catalog(locale="ja", domain="django")
    fresh = Catalog(locale="ja", domain="django")
    empty = 0
    for (context, text), files in sorted(used_messages().items(), key=lambda item: (min(item[1]), str(item[0]))):
        before = known.get(text[0] if isinstance(text, tuple) else text, context)
        string = before.string if before else ""
        string = string if isinstance(string, str) else string[0]
        if isinstance(text, tuple):
            string = (string,)  # Japanese has one form
        message = fresh.add(text, string, locations=[(name, None) for name in sorted(files)], context=context)
        if "%(" not in str(text):
            message.flags.discard("python-format")  # a per cent sign before a word is no placeholder
        if not (string[0] if isinstance(string, tuple) else string):
            empty += 1
            print(f"{'(' + context + ') ' if context else ''}{text}")
    write_catalogue(fresh)
    return 1 if empty else 0


if __name__ == "__main__":
    sys.exit(main())
