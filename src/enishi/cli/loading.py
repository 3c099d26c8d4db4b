"""Import files one after the other under one progress bar, then seal the lake; for `import` and `demo`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TaskProgressColumn, TextColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

from enishi.kernel.clock import Clock
from enishi.sources.contracts import ImportCard, ImportState

# How a file's share of the bar is divided.
STAGING_SHARE = 0.2
STEPS = 1_000


@dataclass(frozen=True)
class ToLoad:
    """A file to import, and as what."""

    path: Path
    source: str
    mapping: dict[str, str]


@dataclass(frozen=True)
class Loaded:
    """An import after its turn. `is_new`: the file had not been imported before."""

    card: ImportCard
    is_new: bool

    @property
    def notes(self) -> list[str]:
        """What was left empty in rows that were taken, one line for each column and reason."""
        from enishi.sources import queries  # noqa: PLC0415 - needs the rooms to be ready

        return [
            f"{note.column}: {note.count:,} cells of {self.card.name} were taken with a note. "
            f"First in line {note.line_no:,}: {note.detail}"
            for note in queries.list_notes(self.card.id)
        ]


def load(files: Sequence[ToLoad], *, by: str, clock: Clock, console: Console, seal: bool = True) -> list[Loaded]:
    """Import the files and seal the lake. A file that cannot be read does not keep the others from it."""
    from enishi.config import sealing  # noqa: PLC0415 - the engines are slow to import

    sizes = [max(1, file.path.stat().st_size) for file in files]
    loaded: list[Loaded] = []
    with _bar(console) as progress:
        task = progress.add_task("", total=sum(sizes) * 1.1)
        for number, (file, size) in enumerate(zip(files, sizes, strict=True)):
            loaded.append(_load(file, by, clock, progress, task_of=(task, sum(sizes[:number]), size)))
        progress.update(task, completed=sum(sizes), description="Sealing the lake")
        if seal:
            sealing.seal(now=clock.now())
        progress.update(task, completed=sum(sizes) * 1.1, description="Done")
    return loaded


def show(loaded: Sequence[Loaded], console: Console) -> None:
    """What was read, written, unchanged and refused, and where the refused rows are."""
    table = Table("File", box=None, pad_edge=False)
    for heading in ("Rows read", "Written", "Unchanged", "Rows refused"):
        table.add_column(heading, justify="right")
    for one in loaded:
        card = one.card
        written, unchanged = (card.written, card.unchanged) if one.is_new else (0, card.records)
        table.add_row(Text(card.name), *(f"{count:,}" for count in (card.rows, written, unchanged, card.rejected)))
    console.print(table)
    for one in loaded:
        _say(one, console)


def _say(one: Loaded, console: Console) -> None:
    card = one.card
    if card.state is ImportState.FAILED:
        console.print(f"{card.name} could not be imported: {card.message}", style="red", markup=False)
    elif card.state is ImportState.STOPPED:
        console.print(f"{card.name} was stopped; import it again to go on.", style="yellow", markup=False)
    elif not one.is_new:
        console.print(f"{card.name} was imported before: nothing changed.", markup=False)
    for line in one.notes:
        console.print(line, markup=False, emoji=False, soft_wrap=True)
    if card.rejects_path is not None:
        console.print(
            f"{card.rejected:,} rows of {card.name} were refused. Mend them and import this file again:\n"
            f"  {card.rejects_path}",
            style="yellow", markup=False, soft_wrap=True,
        )  # fmt: skip


def _load(file: ToLoad, by: str, clock: Clock, progress: Progress, *, task_of: tuple[TaskID, int, int]) -> Loaded:
    from enishi.config import intake  # noqa: PLC0415
    from enishi.sources import actions  # noqa: PLC0415

    task, before, size = task_of
    card, _ = actions.receive_file(
        file.path, name=file.path.name, source=file.source, mapping=file.mapping, by=by, now=clock.now()
    )
    if card.state in {ImportState.FAILED, ImportState.STOPPED}:
        card = actions.resume(card.id)
    if card.state is ImportState.DONE:
        return Loaded(card, False)

    def report(step: intake.Progress) -> None:
        share = step.done / step.total if step.total else 0.0
        staging = step.state is ImportState.STAGING
        share = share * STAGING_SHARE if staging else STAGING_SHARE + share * (1 - STAGING_SHARE)
        word = "Reading" if staging else "Writing"
        progress.update(task, completed=before + share * size, description=f"{word} {file.path.name}")

    return Loaded(intake.run_import(card.id, clock=clock, progress=report), True)


def _bar(console: Console) -> Progress:
    return Progress(
        TextColumn("{task.description}", markup=False), BarColumn(), TaskProgressColumn(), TimeRemainingColumn(),
        console=console, transient=not console.is_terminal,
    )  # fmt: skip
