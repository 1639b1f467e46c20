"""Progress bars on stderr: drawn for a person at a terminal, silent for a program."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TaskID, TextColumn, TimeRemainingColumn
from rich.progress import Progress as RichProgress


class Task(Protocol):
    """One long piece of work."""

    def advance(self, by: int = 1) -> None:
        """So much more of it is done."""

    def reach(self, done: int, total: int) -> None:
        """So much of so much is done."""


class _Bar:
    def __init__(self, bars: RichProgress, number: TaskID) -> None:
        self._bars, self._number = bars, number

    def advance(self, by: int = 1) -> None:
        self._bars.advance(self._number, by)

    def reach(self, done: int, total: int) -> None:
        self._bars.update(self._number, completed=done, total=total)


class Progress:
    """Bars of one command."""

    def __init__(self, *, quiet: bool = False) -> None:
        self._console = Console(stderr=True, quiet=quiet or not sys.stderr.isatty())

    @contextmanager
    def task(self, words: str, total: int | None) -> Iterator[Task]:
        """A bar for as long as the block runs; `total` None when it is not known."""
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        with RichProgress(*columns, console=self._console, transient=True) as bars:
            yield _Bar(bars, bars.add_task(words, total=total))
