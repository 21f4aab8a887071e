"""What is put under load: one process on SQLite, or several on PostgreSQL, with Redis."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.bench.peers.measuring import cpu
from tests.load.watching import sample
from tests.support.launching import registration
from tests.support.platform import Platform, serving
from tests.support.postgres import postgresql
from tests.support.processes import Server, free_port
from tests.support.redis_server import a_redis
from tests.support.stack import Tool
from tests.support.tables import prepare

PROCESSES = 2


@dataclass(frozen=True)
class Served:
    """A tool that serves at `address`, by one process or several, and the platform it knows."""

    name: str
    address: str
    servers: Sequence[Server]
    platform: Platform

    @property
    def cpu(self) -> float:
        """Return the CPU seconds that the processes have taken so far, all together."""
        return sum(cpu(server.process.pid) for server in self.servers)

    @property
    def megabytes(self) -> float:
        """Return the memory that each process holds, on average."""
        held = [sample(server.process.pid, 0).megabytes for server in self.servers]
        return sum(held) / len(held)


@contextmanager
def one() -> Iterator[Served]:
    """Have one process serve, on SQLite."""
    with tempfile.TemporaryDirectory() as name, serving(Platform()) as platform:
        folder = Path(name)
        tool = Tool(folder, free_port(), prepare(f"sqlite:///{folder}/lab.db"))
        tool.register(registration(platform))
        with tool.serving() as server:
            yield Served("one process, SQLite", tool.url, [server], platform)


@contextmanager
def several(processes: int = PROCESSES) -> Iterator[Served]:
    """Have so many processes serve, on a PostgreSQL that syncs; Redis is between them."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        platform = stack.enter_context(serving(Platform()))
        database = stack.enter_context(postgresql(synced=True)).create("load")
        redis = a_redis(folder)
        stack.enter_context(redis.serving())
        port = free_port()
        tools = [
            Tool(folder, port, prepare(database), listens_at=at, redis_url=redis.url)
            for at in (port, *(free_port() for _ in range(processes - 1)))
        ]
        tools[0].register(registration(platform))
        servers = [stack.enter_context(tool.serving()) for tool in tools]
        name = f"{processes} processes, PostgreSQL and Redis"
        yield Served(name, tools[0].url, servers, platform)
