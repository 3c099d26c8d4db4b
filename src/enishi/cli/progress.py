"""The progress bar of reading files."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn

if TYPE_CHECKING:
    from enishi.sources.staging import Progress as Step

WORDS = {
    "ja": {
        "scanning": "文字コードを確かめています",
        "reading": "読み込んでいます",
        "settling": "注文ごとにまとめています",
        "sealing": "集計の準備をしています",
    },
    "en": {
        "scanning": "Checking the encoding",
        "reading": "Reading",
        "settling": "Putting orders together",
        "sealing": "Preparing figures",
    },
}


@contextmanager
def staging_progress(lang: str) -> Iterator[Callable[[Step], None]]:
    """A bar on standard error, one task per step; silent where nobody watches."""
    console = Console(stderr=True)
    words = WORDS[lang]
    with Progress(
        TextColumn("{task.description}", markup=False), BarColumn(), TaskProgressColumn(), TimeElapsedColumn(),
        console=console, transient=True, disable=not console.is_terminal,
    ) as bar:  # fmt: skip
        task = bar.add_task(words["reading"], total=None)

        def report(step: Step) -> None:
            bar.update(
                task, description=words.get(step.step, words["reading"]), completed=step.done, total=step.total or None
            )

        yield report
