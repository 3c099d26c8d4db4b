"""Files that a command writes: refused before the work if they cannot be, and never over what was read."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator, Sequence
from itertools import count
from pathlib import Path

from enishi.kernel.errors import EnishiError


def check_outputs(outputs: Sequence[Path], inputs: Iterable[Path]) -> None:
    """Raise EnishiError `output` for a path whose folder is missing, that is a folder, or that is named twice."""
    taken = {path.resolve(): "it is one of the files to be read" for path in inputs}
    for path in outputs:
        if path.is_dir():
            raise _refused(path, "it is a folder")
        if not path.parent.is_dir():
            raise _refused(path, f"there is no folder {path.parent}")
        if reason := taken.get(path.resolve()):
            raise _refused(path, reason)
        taken[path.resolve()] = "another output is to be written there"


def keep_rejects(found: Sequence[Path], wanted: Path | None, first_input: Path) -> tuple[Path, ...]:
    """Copy files of refused rows to `wanted`, else into the working directory, and return where they are.

    Without a wish nothing that is there already is written over, since somebody may be mending it.
    """
    kept: list[Path] = []
    for number, path in enumerate(found, 1):
        if wanted is not None:
            place = wanted if number == 1 else wanted.with_stem(f"{wanted.stem}-{number}")
        else:
            place = _free(first_input.stem, path.read_bytes())
        shutil.copyfile(path, place)
        kept.append(place)
    return tuple(kept)


def _free(stem: str, content: bytes) -> Path:
    return next(place for place in _names(stem) if not place.exists() or _holds(place, content))


def _names(stem: str) -> Iterator[Path]:
    yield Path(f"{stem}.rejects.csv")
    yield from (Path(f"{stem}.rejects-{number}.csv") for number in count(2))


def _holds(place: Path, content: bytes) -> bool:
    return place.is_file() and place.read_bytes() == content


def _refused(path: Path, reason: str) -> EnishiError:
    return EnishiError(f"{path} cannot be written: {reason}.", hint="Choose another path.", code="output")
