"""The source tree keeps its manners: small files, telling names, nothing of the machine that it was written on."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src"
LINES_MAX = 400
DRAWERS = {"utils", "util", "helpers", "helper", "common", "misc", "shared"}
# Put together here, so that this file does not find itself.
FORBIDDEN = {
    "a path of one machine": re.compile(
        r"(?<![\w.$~/{}<>-])/(?:" + "|".join(["work", "home", "Users", "root"]) + r")/[\w.]"
    ),
    "a folder outside the repository": re.compile(r"\.\./" + "shared"),
    "the host of a package index": re.compile(
        "|".join(
            [
                r"pypi\." + "org",
                "python" + r"hosted\.org",
                "index-" + "url *=? *http",
                r"test\.pypi",
                "artifact" + "ory",
            ]
        )
    ),
}
TEXT = {
    ".py",
    ".md",
    ".txt",
    ".toml",
    ".html",
    ".css",
    ".js",
    ".po",
    ".svg",
    ".sh",
    ".ini",
    ".cfg",
    ".yml",
    ".yaml",
    "",
}


def tracked() -> list[Path]:
    """Files of the repository; of a copy without git, all that is not made by tools."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    if listed.returncode == 0:
        paths = [ROOT / name for name in listed.stdout.decode().split("\0") if name]
    else:
        left_out = {".venv", "data", "dist", "build"}
        paths = [p for p in ROOT.rglob("*") if not left_out & set(p.relative_to(ROOT).parts) and "cache" not in str(p)]
    return [path for path in paths if path.is_file()]


def test_no_file_is_longer_than_one_sitting() -> None:
    long = {
        str(path.relative_to(ROOT)): count
        for path in SOURCE.rglob("*.py")
        if (count := len(path.read_text().splitlines())) > LINES_MAX
    }
    assert not long, f"over {LINES_MAX} lines: split along reasons to change"


def test_nothing_is_named_like_a_drawer() -> None:
    drawers = [
        str(path.relative_to(ROOT))
        for path in tracked()
        if DRAWERS & {p.lower() for p in (*path.parts[:-1], path.stem)}
    ]
    assert not drawers, "name it after what it does"


def test_no_room_is_empty() -> None:
    rooms = [path for path in (SOURCE / "enishi").iterdir() if path.is_dir() and path.name != "__pycache__"]
    bare = [room.name for room in rooms if not any(p.stem != "__init__" for p in room.rglob("*.py"))]
    assert not bare


@pytest.mark.parametrize("what", FORBIDDEN)
def test_the_repository_holds_nothing_of_where_it_was_written(what: str) -> None:
    found = [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()[:120]}"
        for path in tracked()
        if path.suffix in TEXT
        for number, line in enumerate(path.read_text(errors="replace").splitlines(), start=1)
        if FORBIDDEN[what].search(line)
    ]
    assert not found


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ("see /" + "work/main/x", "a path of one machine"),
        ("open('/" + "home/me/x')", "a path of one machine"),
        ("../" + "shared/x", "a folder outside the repository"),
        ("https://" + "files.python" + "hosted.org/packages", "the host of a package index"),
    ],
)
def test_what_is_looked_for_would_be_found(line: str, what: str) -> None:
    assert FORBIDDEN[what].search(line)


@pytest.mark.parametrize(
    "line", ["{% url 'x' %}/home/", "https://example.com/home/x", "path('work/', x)", "$HOME/work"]
)
def test_an_address_is_no_path(line: str) -> None:
    assert not FORBIDDEN["a path of one machine"].search(line)
