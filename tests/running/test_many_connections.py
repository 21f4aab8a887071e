"""A lecture of browsers, each of which keeps its connection, at a `serve` as systems start it."""

import platform
import resource
import socket
from contextlib import ExitStack
from pathlib import Path
from urllib.request import urlopen

import pytest

from lti_tool import serving
from tests.support.processes import free_port
from tests.support.stack import LINEAGE_LAB, Tool

MANY = 1_100
WITH_FEW_FILES = ("sh", "-c", 'ulimit -Sn 1024 && exec "$0" "$@"', LINEAGE_LAB)
"""As most systems start a program: it may have 1,024 files, until it asks for more."""


@pytest.fixture
def has_files() -> None:
    serving.room(MANY)


@pytest.mark.usefixtures("has_files")
def test_a_thousand_connections_that_are_kept_open_leave_room_for_the_next(
    tmp_path: Path, sqlite_url: str
) -> None:
    tool = Tool(tmp_path, free_port(), sqlite_url, program=WITH_FEW_FILES)
    with tool.serving() as server, ExitStack() as kept:
        for _ in range(MANY):
            kept.enter_context(socket.create_connection((server.host, server.port), timeout=30))
        with urlopen(f"{server.url}/healthz", timeout=30) as answer:
            assert answer.status == 200
        assert server.process.poll() is None


def test_no_more_connections_are_taken_than_the_system_has_files_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(resource, "getrlimit", lambda _: (256, 512))
    asked: list[tuple[int, int]] = []
    monkeypatch.setattr(resource, "setrlimit", lambda _, limits: asked.append(limits))
    assert serving.room(4_000) == 512 - serving.OTHER_FILES
    assert asked == [(512, 512)]


def test_threads_share_pools_of_memory_where_the_c_library_has_any() -> None:
    assert serving.share_memory() is (platform.libc_ver()[0] == "glibc")
