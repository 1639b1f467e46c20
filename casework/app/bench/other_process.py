"""The ready-made libraries at work in a process of their own, asked for one patient at a time."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import casework
from casework.app.bench.processes import own_environment

MODULE = "casework.app.bench.other_library"


@contextmanager
def library_process(order: Mapping[str, Any]) -> Iterator[Callable[[], float]]:
    """An action that has one patient written and returns the seconds the other process took for it."""
    root = Path(casework.__file__).parent.parent
    env = own_environment(PYTHONPATH=str(root))
    command = [sys.executable, "-m", MODULE]
    with subprocess.Popen(command, env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        asking, answering = process.stdin, process.stdout
        if asking is None or answering is None:
            raise RuntimeError("the other process has no pipes")
        asking.write(json.dumps(order) + "\n")

        def write_one() -> float:
            asking.write("\n")
            asking.flush()
            return float(answering.readline())

        yield write_one
        asking.close()
