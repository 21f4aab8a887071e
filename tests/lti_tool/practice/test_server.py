import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest
import requests

from lti_tool.practice import Config
from lti_tool.practice.server import PortClosed, listen, running
from tests.lti_tool.practice.a_tool import ATool


def get(url: str, **headers: str) -> requests.Response:
    with requests.Session() as session:
        session.trust_env = False
        return session.get(url, headers=headers, timeout=5)


def test_it_serves_from_a_thread_on_a_free_port(tool: ATool, tmp_path: Path) -> None:
    with running(tool.url, tmp_path / "practice.db") as config:
        assert "Who would you like to be?" in get(f"{config.issuer}/people").text
        assert get(config.configuration_url).json()["issuer"] == config.issuer
    with pytest.raises(requests.ConnectionError):
        get(config.issuer)


def test_it_keeps_key_and_people_over_a_restart(tool: ATool, tmp_path: Path) -> None:
    with running(tool.url, tmp_path / "practice.db") as config:
        before = get(config.keys_url).json()
    with running(tool.url, tmp_path / "practice.db", config.port) as config:
        assert get(config.keys_url).json() == before


def test_it_listens_on_this_machine_only() -> None:
    sockets = listen(0)
    assert {each.getsockname()[0] for each in sockets} <= {"127.0.0.1", "::1"}
    for each in sockets:
        each.close()


def test_a_taken_port_is_one_clear_sentence() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(PortClosed, match=f"Port {port} cannot be opened: another program"):
            listen(port)


def test_a_port_taken_on_ipv6_alone_is_taken() -> None:
    try:
        taken = socket.create_server(("::1", 0), family=socket.AF_INET6)
    except OSError:
        return  # a machine without IPv6 has nothing to mistake us for
    with taken, pytest.raises(PortClosed):
        listen(taken.getsockname()[1])


def test_the_tool_is_given_by_its_base_url() -> None:
    assert Config(tool="http://127.0.0.1:8001/").tool_login_url == "http://127.0.0.1:8001/lti/login"
    for wrong in ("127.0.0.1:8001", "http://", "ftp://127.0.0.1", "http://127.0.0.1/path"):
        with pytest.raises(ValueError, match="base URL"):
            Config(tool=wrong)


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "lti_tool.practice", *arguments]


def test_the_command_prints_one_line_when_it_is_ready(tmp_path: Path) -> None:
    data = str(tmp_path / "new folder" / "practice.db")
    process = subprocess.Popen(
        command("--port", "0", "--data", data),
        stdout=subprocess.PIPE,
        text=True,
        # Tests that run in the background would hand on that Ctrl-C is ignored there.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    assert process.stdout
    line = process.stdout.readline()
    assert line.startswith("Practice LMS ready at http://localhost:")
    assert get(line.split()[4] + "/people").status_code == 200
    process.send_signal(signal.SIGINT)
    assert process.communicate(timeout=10)[0] == ""
    assert process.returncode == 0


def test_the_command_stops_at_a_taken_port(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        ended = subprocess.run(
            command("--port", port, "--data", str(tmp_path / "practice.db")),
            check=False,
            capture_output=True,
            text=True,
        )
    assert ended.returncode == 1
    assert ended.stderr == f"Error: Port {port} cannot be opened: another program listens there.\n"
