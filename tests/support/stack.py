"""The tool as its own process beside the practice LMS, as `make run` has them."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from lti_tool.config import Config
from lti_tool.platforms import registrations
from lti_tool.practice.config import Config as LmsConfig
from lti_tool.practice.server import running as lms_running
from quizzes.db import Database
from tests.support import forking, processes
from tests.support.launching import SECRET
from tests.support.processes import Server, free_port, running

LINEAGE_LAB = Path(sys.executable).with_name("lineage-lab")


@dataclass(frozen=True)
class Tool:
    """A tool that can be started, killed and started again on the same data."""

    folder: Path
    port: int
    database_url: str
    program: tuple[str | Path, ...] = (LINEAGE_LAB,)
    listens_at: int = 0
    """On which port, where a proxy has the one that everybody knows."""
    start: processes.Start = processes.start
    redis_url: str = ""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def environment(self) -> dict[str, str]:
        return {
            "LINEAGE_LAB_BASE_URL": self.url,
            "LINEAGE_LAB_DATABASE_URL": self.database_url,
            "LINEAGE_LAB_SECRET_KEY": SECRET,
            **({"LINEAGE_LAB_REDIS_URL": self.redis_url} if self.redis_url else {}),
        }

    def run(self, *typed: str) -> str:
        """Run a command of the tool's and return what it said; fails where the command does."""
        ran = subprocess.run(
            [*self.program, *typed],
            env={**os.environ, **self.environment},
            capture_output=True,
            text=True,
            timeout=60,
        )
        assert ran.returncode == 0, ran.stdout + ran.stderr
        return ran.stdout

    def register(self, platform: Mapping[str, str]) -> None:
        """Make a platform known by what its admin copies, as `platforms add` does."""
        database = Database(self.database_url)
        with database.begin() as session:
            config = Config.from_environment(self.environment)
            registrations.save(session, registrations.Details(**platform), config)
        database.close()

    @contextmanager
    def serving(self) -> Iterator[Server]:
        port = self.listens_at or self.port
        command = [*self.program, "serve", "--port", str(port)]
        log = self.folder / f"tool-{port}.log"
        with running(
            command, port=port, log=log, environment=self.environment, start=self.start
        ) as server:
            yield server


def address_in(said: str) -> str:
    """Return the address that a command printed."""
    found = re.search(r"http://\S+", said)
    assert found, said
    return found[0]


@dataclass(frozen=True)
class Stack:
    """Both, where to find them, and the LMS's own view of things."""

    tool: Tool
    lms: LmsConfig


@contextmanager
def tool_and_lms(folder: Path, database_url: str) -> Iterator[Stack]:
    """Have a tool (on a database with tables) and a running practice LMS that know each other."""
    tool = Tool(folder, free_port(), database_url, start=forking.start)
    with lms_running(tool.url, folder / "practice.db") as lms:
        tool.register(
            {
                "issuer": lms.issuer,
                "client_id": "practice-client",
                "deployment": "1",
                "login_url": lms.authorize_url,
                "token_url": lms.token_url,
                "keys_url": lms.keys_url,
            }
        )
        yield Stack(tool, lms)
