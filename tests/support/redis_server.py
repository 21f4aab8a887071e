"""A Redis of a test's own, which can be killed and started again, empty."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.support.prepare import redis_server
from tests.support.processes import Server, free_port, running


@dataclass(frozen=True)
class Redis:
    """Where it is, or will be once it is started."""

    folder: Path
    port: int

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    @contextmanager
    def serving(self) -> Iterator[Server]:
        """Run it, empty; it keeps nothing when it ends."""
        program = redis_server()
        assert program, "There is no Redis here; `make test` installs it."
        command = [program, "--port", str(self.port), "--bind", "127.0.0.1"]
        command += ["--save", "", "--appendonly", "no", "--dir", str(self.folder)]
        with running(command, port=self.port, log=self.folder / "redis.log") as server:
            yield server


def a_redis(folder: Path) -> Redis:
    """Return one that is not started yet."""
    return Redis(folder, free_port())
