"""Servers as children of the test run: waited for until they answer, ended for sure."""

import os
import secrets
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

SECONDS_TO_END = 10
SECONDS_TO_START = 120  # on a machine that does much else; only a fault takes longer


class Process(Protocol):
    """A process as `subprocess.Popen` has it; forking.py has others."""

    pid: int

    @property
    def returncode(self) -> int | None: ...
    def poll(self) -> int | None: ...
    def wait(self, timeout: float | None = None) -> int: ...
    def send_signal(self, number: int, /) -> None: ...
    def kill(self) -> None: ...


Start = Callable[[Sequence[str | Path], Path, Mapping[str, str], Path | None], Process]
"""Runs a command, with its log, all of its environment, and the folder it is in."""


@dataclass(frozen=True)
class Server:
    """A child process that answers on its port; all that it says is in its log."""

    process: Process
    host: str
    port: int
    log: Path

    @property
    def url(self) -> str:
        return f"http://{self.host}:{self.port}"

    def output(self) -> str:
        return self.log.read_text(errors="replace")

    def kill(self) -> None:
        """End it as a crash would: no goodbye, nothing tidied up."""
        end(self.process, signal.SIGKILL)


def start(
    command: Sequence[str | Path], log: Path, environment: Mapping[str, str], folder: Path | None
) -> subprocess.Popen[bytes]:
    """Run any program."""
    with log.open("ab") as output:
        return subprocess.Popen(
            dying_with_us(command),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            env=environment,
            cwd=folder,
        )


@contextmanager
def running(
    command: Sequence[str | Path],
    *,
    port: int,
    log: Path,
    host: str = "127.0.0.1",
    environment: Mapping[str, str] | None = None,
    folder: Path | None = None,
    seconds: float = SECONDS_TO_START,
    start: Start = start,
) -> Iterator[Server]:
    """Start a server, hand it over once `host:port` accepts connections, end it after the block."""
    if answers(host, port):
        raise AssertionError(f"Port {port} of {host} is taken before {command[0]} was started.")
    process = start(command, log, {**os.environ, **(environment or {})}, folder)
    try:
        wait_until(process, lambda: answers(host, port), log, seconds)
        yield Server(process, host, port, log)
    finally:
        end(process)


def dying_with_us(command: Sequence[str | Path], death: str = "TERM") -> list[str]:
    """Have Linux end the child when the test run is killed too hard to end it itself."""
    setpriv = shutil.which("setpriv")
    prefix = [setpriv, "--pdeathsig", death, "--"] if setpriv else []
    return [*prefix, *map(str, command)]


def wait_until(
    process: Process,
    ready: Callable[[], bool],
    log: Path,
    seconds: float = SECONDS_TO_START,
) -> None:
    """Return once the child is ready; fail loudly when it ended or took too long."""
    deadline = time.monotonic() + seconds
    while not ready():
        if ended_within(process, 0.05):
            raise AssertionError(f"It ended ({process.returncode}), saying:\n{log.read_text()}")
        if time.monotonic() > deadline:
            raise AssertionError(f"It was not ready in {seconds} s, saying:\n{log.read_text()}")


def end(process: Process, how: signal.Signals = signal.SIGTERM) -> None:
    """Ask a child to end, and kill it if it does not."""
    if process.poll() is None:
        process.send_signal(how)
        if not ended_within(process, SECONDS_TO_END):
            process.kill()
    process.wait()


def ended_within(process: Process, seconds: float) -> bool:
    """Whether the child ends in that time; returns as soon as it does."""
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        return False
    return True


def answers(host: str, port: int) -> bool:
    """Whether something accepts connections there."""
    try:
        socket.create_connection((host, port), timeout=1).close()
    except OSError:
        return False
    return True


def free_port() -> int:
    """A port that nobody listens on, outside the range that systems hand out to clients."""
    while True:
        port = 20_000 + secrets.randbelow(10_000)
        with suppress(OSError):
            socket.create_server(("127.0.0.1", port)).close()
            return port
