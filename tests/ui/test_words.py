"""Every text of the product has its Japanese words."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]
_PLACEHOLDER = re.compile(r"%\(\w+\)s")


@pytest.fixture(scope="module")
def messages() -> ModuleType:
    spec = importlib.util.spec_from_file_location("messages", ROOT / "scripts" / "messages.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_nothing_is_untranslated_unused_or_unsure(messages: ModuleType) -> None:
    used = set(messages.used_messages())
    catalogue = messages.read_catalogue()
    known = {(message.context, message.id) for message in catalogue if message.id}
    assert len(used) > 200, "the extraction finds the templates"
    assert used - known == set(), "not in the catalogue: run scripts/messages.py and fill them in"
    assert known - used == set(), "no longer used: run scripts/messages.py"
    for message in catalogue:
        if not message.id:
            continue
        words = message.string if isinstance(message.string, str) else "".join(message.string)
        assert words.strip(), f"{message.id!r} has no Japanese words"
        assert not message.fuzzy, f"{message.id!r} is unsure"


def test_japanese_words_use_what_the_text_offers(messages: ModuleType) -> None:
    for message in messages.read_catalogue():
        if not message.id:
            continue
        offered = " ".join(message.id) if isinstance(message.id, tuple) else message.id
        words = message.string if isinstance(message.string, str) else "".join(message.string)
        asked = set(_PLACEHOLDER.findall(words))
        assert asked <= set(_PLACEHOLDER.findall(offered)), f"{message.id!r} has no {asked}"


def test_no_text_speaks_of_people_as_records(messages: ModuleType) -> None:
    for (_context, text), files in messages.used_messages().items():
        words = " ".join(text) if isinstance(text, tuple) else text
        assert not re.search(r"\brecords?\b", words, re.IGNORECASE), files
