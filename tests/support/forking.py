"""The tool as a process that is forked from one which has imported it: it starts in no time.

To import everything takes over a second of work, and hundreds of tests start a tool. What
is forked is the command itself, on its own environment and log; nothing of it has begun.
"""

import ctypes
import multiprocessing
import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from multiprocessing.process import BaseProcess
from pathlib import Path

DIE_WITH_THE_PARENT = 1  # prctl's PR_SET_PDEATHSIG

context = multiprocessing.get_context("forkserver")
context.set_forkserver_preload(["lti_tool.cli", "lti_tool.web"])


class Forked:
    """A process that was forked by another one, as `subprocess.Popen` would show it."""

    def __init__(self, process: BaseProcess) -> None:
        self._process = process
        self.pid = process.pid or 0

    @property
    def returncode(self) -> int | None:
        return self._process.exitcode

    def poll(self) -> int | None:
        return self._process.exitcode

    def wait(self, timeout: float | None = None) -> int:
        self._process.join(timeout)
        if self._process.exitcode is None:
            raise subprocess.TimeoutExpired("lineage-lab", timeout or 0)
        return self._process.exitcode

    def send_signal(self, number: int) -> None:
        os.kill(self.pid, number)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)


def start(
    command: Sequence[str | Path], log: Path, environment: Mapping[str, str], folder: Path | None
) -> Forked:
    """Run a command of `lineage-lab`, whose name comes first in it."""
    given = (list(map(str, command)), str(log), dict(environment), str(folder or Path.cwd()))
    process = context.Process(target=_run, args=given, daemon=True)
    process.start()
    return Forked(process)


def _run(command: list[str], log: str, environment: dict[str, str], folder: str) -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(DIE_WITH_THE_PARENT, signal.SIGTERM)
    output = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    for stream in (1, 2):
        os.dup2(output, stream)
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(folder)
    sys.argv = command

    from lti_tool.cli import main

    main()
