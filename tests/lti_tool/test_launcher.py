"""`make run` on this machine: both programs for real, on ports of their own."""

import re
import signal
import socket
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import requests

from lti_tool.launcher.place import Place, make_folder
from lti_tool.launcher.program import serving
from lti_tool.launcher.terminal import CannotRun
from tests.support.processes import answers, dying_with_us, end, free_port, wait_until
from tests.support.stack import LINEAGE_LAB, address_in


def listen(loopback: str, port: int = 0) -> socket.socket:
    family = socket.AF_INET6 if ":" in loopback else socket.AF_INET
    return socket.create_server((loopback, port), family=family)


def has(loopback: str) -> bool:
    """Whether this machine has the address; some have no IPv6."""
    try:
        listen(loopback).close()
    except OSError:
        return False
    return True


LOOPBACKS = list(filter(has, ("127.0.0.1", "::1")))


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path / "instance", tool_port=free_port(), lms_port=free_port())


def launcher(place: Place) -> list[str]:
    ports = ["--tool-port", str(place.tool_port), "--lms-port", str(place.lms_port)]
    return [sys.executable, "-m", "lti_tool.launcher", "--folder", str(place.folder), *ports]


@contextmanager
def started(place: Place, log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Start both; the block runs once it says that they are ready."""
    with log.open("wb") as output:
        process = subprocess.Popen(
            dying_with_us(launcher(place)), stdout=output, stderr=subprocess.STDOUT
        )
    try:
        wait_until(process, lambda: "is ready" in log.read_text(), log, seconds=90)
        yield process
    finally:
        end(process)


def refused(place: Place) -> str:
    """Start where it cannot run, and return what it says."""
    ran = subprocess.run(launcher(place), capture_output=True, text=True)
    assert ran.returncode == 1
    return ran.stderr


@pytest.mark.parametrize("variable", ["LMS_PORT", "TOOL_PORT"])
@pytest.mark.parametrize("loopback", LOOPBACKS)
def test_a_taken_port_is_named_in_one_sentence_and_nothing_is_written(
    place: Place, variable: str, loopback: str
) -> None:
    port = {"LMS_PORT": place.lms_port, "TOOL_PORT": place.tool_port}[variable]
    with listen(loopback, port):
        said = refused(place)
    assert said.startswith(f"Port {port} is taken")
    assert said.count("\n") == 1
    assert f"make run {variable}=" in said
    assert not place.folder.exists()


@pytest.mark.parametrize("wish", [signal.SIGINT, signal.SIGTERM])
def test_ctrl_c_and_a_polite_kill_stop_both(
    place: Place, tmp_path: Path, wish: signal.Signals
) -> None:
    log = tmp_path / "said"
    with started(place, log) as process:
        assert requests.get(f"{place.tool}/healthz", timeout=5).ok
        assert requests.get(place.lms, timeout=5).ok
        process.send_signal(wish)
        assert process.wait(20) == 0
    assert not answers("127.0.0.1", place.tool_port)
    assert not answers("localhost", place.lms_port)
    assert "Traceback" not in log.read_text()
    for program in ("tool", "practice"):
        assert "Traceback" not in (place.folder / f"{program}.log").read_text()


def test_it_prints_what_to_open(place: Place, tmp_path: Path) -> None:
    log = tmp_path / "said"
    with started(place, log):
        assert re.search(rf"^ +http://localhost:{place.lms_port}$", log.read_text(), re.MULTILINE)


def test_it_names_commands_that_work_as_they_stand(place: Place, tmp_path: Path) -> None:
    log = tmp_path / "said"
    with started(place, log):
        for words in ("platforms invite", "admin"):
            line = re.search(rf"^ +(\S+ {words})$", log.read_text(), re.MULTILINE)
            assert line
            ran = subprocess.run(line[1].split(), capture_output=True, text=True)
            link = address_in(ran.stdout)
            assert link.startswith(place.tool)
            assert requests.get(link, timeout=5).ok
    assert place.secret.read_text() not in place.command.read_text()


def test_a_second_start_goes_on_from_the_first(place: Place, tmp_path: Path) -> None:
    kept = []
    for nth in ("first", "second"):
        with started(place, tmp_path / nth):
            keys = f"{place.tool}/lti/jwks.json", f"{place.lms}/lti/jwks.json"
            published = [requests.get(url, timeout=5).json() for url in keys]
            kept.append((place.secret.read_text(), published, platforms(place)))
    assert kept[0] == kept[1]


def platforms(place: Place) -> str:
    listed = subprocess.run(
        [LINEAGE_LAB, "platforms", "list"], env=place.environment(), capture_output=True, text=True
    )
    assert place.lms in listed.stdout
    return listed.stdout


def test_where_one_cannot_live_both_are_stopped_and_the_reason_is_told(place: Place) -> None:
    place.folder.mkdir()
    (place.folder / "practice.db").write_text("This was never a database." * 100)
    said = refused(place)
    assert "file is not a database" in said
    assert said.endswith(f"Its log is {place.folder / 'practice.log'}.\n")
    assert "The practice LMS has ended by itself" in said
    assert not answers("127.0.0.1", place.tool_port)


def test_the_secret_is_random_and_for_its_owner_only(place: Place, tmp_path: Path) -> None:
    other = Place(tmp_path / "other", place.tool_port, place.lms_port)
    make_folder(place)
    make_folder(other)
    assert stat.S_IMODE(place.secret.stat().st_mode) == 0o600
    assert len(place.secret.read_text()) >= 32
    assert place.secret.read_text() != other.secret.read_text()


def test_a_folder_that_cannot_be_made_is_named(place: Place) -> None:
    place.folder.write_text("A file where the folder should be.")
    with pytest.raises(CannotRun, match=rf"{place.folder} cannot be made"):
        make_folder(place)


def test_errors_in_a_log_are_shown_and_the_rest_is_not(
    place: Place, capsys: pytest.CaptureFixture[str]
) -> None:
    make_folder(place)
    chatty = "import signal; print('INFO fine'); print('ERROR in app: lost it'); signal.pause()"
    command = [sys.executable, "-c", chatty]
    with serving("The tool", command, place, "tool.log") as program:
        wait_until(program.process, lambda: "lost it" in program.log.read_text(), program.log)
        program.check()
    said = capsys.readouterr().out
    assert "The tool: ERROR in app: lost it" in said
    assert "fine" not in said
