"""The documents are true: their examples run, their links lead somewhere, their commands exist."""

from __future__ import annotations

import contextlib
import io
import re
from pathlib import Path

import click
import pytest

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
BLOCK = re.compile(r"^```(?P<language>\w+)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"!?\[[^\]]*\]\((?P<target>[^)\s#]+)(?:#[^)]*)?\)")
MAKE = re.compile(r"(?:^\$ |`)make ([a-z]+)", re.MULTILINE)
ENISHI = re.compile(r"(?:^\$ (?:\.venv/bin/)?|`)enishi ([a-z]+)([^`\n#]*)", re.MULTILINE)


def blocks(document: Path) -> list[tuple[str, str]]:
    return [(found["language"], found["text"]) for found in BLOCK.finditer(document.read_text())]


def name(document: Path) -> str:
    return str(document.relative_to(ROOT))


@pytest.mark.parametrize("document", [d for d in DOCUMENTS if any(w == "python" for w, _ in blocks(d))], ids=name)
def test_documents_examples_run(document: Path) -> None:
    """Python blocks of one document share their names; a text block after one is what it prints."""
    names: dict[str, object] = {"__name__": "__main__"}
    printed = ""
    before = ""
    for language, text in blocks(document):
        if language == "python":
            out = io.StringIO()
            with contextlib.redirect_stdout(out):
                exec(compile(text, name(document), "exec"), names)
            printed = out.getvalue()
        elif language == "text" and before == "python":
            assert printed == text
        before = language


@pytest.mark.parametrize("document", DOCUMENTS, ids=name)
def test_documents_links_lead_somewhere(document: Path) -> None:
    targets = [found["target"] for found in LINK.finditer(document.read_text())]
    local = [target for target in targets if not target.startswith(("http:", "https:", "mailto:"))]
    assert not [target for target in local if not (document.parent / target).exists()]


@pytest.mark.parametrize("document", DOCUMENTS, ids=name)
def test_documents_name_targets_that_are_there(document: Path) -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    assert "demo" in targets
    assert set(MAKE.findall(document.read_text())) <= targets


@pytest.mark.parametrize("document", DOCUMENTS, ids=name)
def test_documents_name_commands_and_options_that_are_there(document: Path) -> None:
    from enishi.cli.main import cli

    assert isinstance(cli, click.Group)
    for command, rest in ENISHI.findall(document.read_text()):
        found = cli.get_command(click.Context(cli), command)
        assert found is not None, f"enishi {command}"
        options = {option for parameter in found.params for option in (*parameter.opts, *parameter.secondary_opts)}
        assert set(re.findall(r"--[a-z-]+", rest)) <= options, f"enishi {command} {rest}"


def test_documents_define_each_term_once() -> None:
    rows = re.findall(r"^\| ([^|]+) \| ([^|]+) \| ([^|]+) \|$", (ROOT / "GLOSSARY.md").read_text(), re.MULTILINE)
    terms = [row[0].strip() for row in rows if row[0] not in {"English", "---"}]
    assert len(terms) > 30
    assert sorted(terms) == sorted(set(terms))
    assert all(re.search(r"[\u3040-\u30ff\u4e00-\u9fff]", row[1]) for row in rows if row[0] not in {"English", "---"})
