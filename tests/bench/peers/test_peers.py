"""Tools can be launched, and what that takes of them is measured; which is faster is no test's."""

import os
import signal
import subprocess
import sys
import time
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from subprocess import PIPE

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key

from tests.bench.peers import contestants
from tests.bench.peers.__main__ import play
from tests.bench.peers.apps.believing import believe
from tests.bench.peers.browsers import Browsers, Failed
from tests.bench.peers.floor import floor
from tests.bench.peers.measuring import cpu, resident, worker_of
from tests.bench.peers.tokens import id_token
from tests.support import forking, in_a_thread
from tests.support.launching import registration
from tests.support.platform import KEY, Platform
from tests.support.processes import free_port
from tests.support.stack import Tool

only_linux = pytest.mark.skipif(sys.platform != "linux", reason="it reads another process's clock")
TARGET = "http://127.0.0.1:8001/lti/launch"


@only_linux
def test_ours_and_pylti1p3_are_launched_and_measured(
    tmp_path: Path, sqlite_url: str, platform: Platform
) -> None:
    contestants.write_registration(tmp_path, platform)
    tool = Tool(tmp_path, free_port(), sqlite_url, start=forking.start)
    tool.register(registration(platform))
    entered = [contestants.ours(tool), *contestants.library(Path(sys.executable))]
    rounds = play(entered, platform, tmp_path, rounds=1, launches=3, warm_up=1)
    assert len(rounds) == 4
    for (taken,) in rounds.values():
        assert min(taken.login, taken.launch, taken.memory, taken.start) > 0
        assert len(taken.waits) == 3
    assert rounds[contestants.OURS][0].page > rounds[contestants.TUNED][0].page
    # Ours has the keys once for all, as have all others but the example, which asks at each launch.
    assert len(platform.asked_for("/jwks")) == 1 + 1 + 1 + 4


def test_a_tool_that_refuses_a_good_launch_is_not_measured(platform: Platform) -> None:
    class Broken(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_error(500, "Out of order")

    with (
        in_a_thread.serving(Broken) as port,
        Browsers(f"http://127.0.0.1:{port}", "/login", "/launch", platform) as browsers,
        pytest.raises(Failed, match="Out of order"),
    ):
        browsers.log_in([1])


def test_an_id_token_is_as_large_as_those_of_an_lms(platform: Platform) -> None:
    assert 2_800 < len(id_token(platform, 1, "n" * 32, TARGET)) < 3_000


def test_the_floor_reads_a_token_and_refuses_one_of_another_key(platform: Platform) -> None:
    token = id_token(platform, 31, "a-nonce", TARGET)
    header, claims = believe(token, KEY.public_key())
    assert (header["alg"], claims["nonce"], claims["sub"]) == ("RS256", "a-nonce", "student-1")
    with pytest.raises(InvalidSignature):
        believe(token, generate_private_key(65537, 2048).public_key())
    assert 0 < floor(platform, times=5, rounds=1) < 0.1


@only_linux
def test_who_answers_is_the_child_of_one_that_only_looks_after_it() -> None:
    with subprocess.Popen(
        ["sh", "-c", "sleep 60 & echo $!; wait"], stdout=PIPE, text=True
    ) as shell:
        assert shell.stdout
        child = int(shell.stdout.readline())
        assert worker_of(shell.pid) == worker_of(child) == child
        os.kill(child, signal.SIGKILL)


@only_linux
def test_cpu_and_memory_of_a_process_are_the_kernels() -> None:
    before, own = cpu(os.getpid()), time.process_time()
    sum(range(1_000_000))
    taken, known = cpu(os.getpid()) - before, time.process_time() - own
    assert taken == pytest.approx(known, rel=0.2)
    assert 10 < resident(os.getpid()) < 10_000
