"""The self-check of our own address: proxies and servers that answer something else for us."""

import json
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from lti_tool.config import Config
from lti_tool.platforms.self_check import ourselves
from lti_tool.platforms.self_check.findings import Finding
from quizzes.db import utcnow
from tests.support import in_a_thread
from tests.support.platform import KEY

OURS = {"keys": [{"kid": "ours"}]}
Handler = BaseHTTPRequestHandler
Answering = Callable[[Handler], tuple[int, Any, dict[str, str]]]


def config(base_url: str) -> Config:
    return Config("sqlite:///x.db", base_url, "x" * 40)


@contextmanager
def a_server(answer: Answering) -> Iterator[type[Handler]]:
    class Server(Handler):
        def do_GET(self) -> None:  # noqa: N802  # http.server's name
            status, body, headers = answer(self)
            sent = body.encode() if isinstance(body, str) else json.dumps(body).encode()
            self.send_response(status)
            for name, value in ({"Content-Length": str(len(sent))} | headers).items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(sent)

    yield Server


def look(answer: Answering) -> list[Finding]:
    """Look at our own address while this server answers there."""
    with a_server(answer) as handler, in_a_thread.serving(handler) as port:
        ours = config(f"http://127.0.0.1:{port}")
        return ourselves.address(ours, {"ours"})


def as_the_tool(handler: Handler, **changed: Any) -> tuple[int, Any, dict[str, str]]:
    """Answer as the tool does, through a proxy that changes this."""
    if handler.path == "/lti/jwks.json":
        return 200, OURS, {}
    host, origin = handler.headers["Host"], handler.headers["Origin"]
    return 200, {"status": "ok", "host": host, "origin": origin} | changed, {}


def test_an_address_that_leads_here_is_well() -> None:
    found = look(as_the_tool)
    assert [finding.state for finding in found] == ["ok", "ok"]


def test_an_address_that_leads_elsewhere_says_where_to() -> None:
    (finding,) = look(lambda _: (301, "", {"Location": "https://lab.example.edu/lti/jwks.json"}))
    assert finding.state == "failed"
    assert "leads on to https://lab.example.edu/lti/jwks.json" in finding.sentence
    assert "LINEAGE_LAB_BASE_URL" in finding.advice


@pytest.mark.parametrize("answer", [(200, "<h1>Welcome to nginx</h1>"), (404, {}), (502, "bad")])
def test_another_server_that_answers_is_named(answer: tuple[int, Any]) -> None:
    (finding,) = look(lambda _: (*answer, {}))
    assert finding.state == "failed"
    assert f"another server answers: {answer[0]}" in finding.sentence


def test_another_lineage_lab_that_answers_is_named() -> None:
    (finding,) = look(lambda _: (200, {"keys": [{"kid": "theirs"}]}, {}))
    assert finding.state == "failed"
    assert "another Lineage Lab" in finding.sentence


def test_a_proxy_that_keeps_the_host_back_is_a_warning() -> None:
    finding = look(lambda handler: as_the_tool(handler, host="10.0.0.5:8001"))[1]
    assert finding.state == "warning"
    assert "10.0.0.5:8001" in finding.sentence
    assert "proxy_set_header Host" in finding.advice


def test_a_proxy_that_keeps_the_origin_back_fails() -> None:
    finding = look(lambda handler: as_the_tool(handler, origin=None))[1]
    assert finding.state == "failed"
    assert "every form" in finding.sentence


def test_a_tool_of_an_older_version_is_unknown() -> None:
    def older(handler: Handler) -> tuple[int, Any, dict[str, str]]:
        return (200, OURS, {}) if "jwks" in handler.path else (200, {"status": "ok"}, {})

    assert look(older)[1].state == "unknown"


def test_an_address_that_cannot_be_reached_is_a_warning() -> None:
    nobody = config("http://127.0.0.1:1")
    (finding,) = ourselves.address(nobody, {"ours"})
    assert finding.state == "warning"
    assert "cannot reach http://127.0.0.1:1" in finding.sentence


def test_a_certificate_that_nobody_trusts_fails(tmp_path: Path) -> None:
    with a_server(as_the_tool) as handler, over_tls(handler, tmp_path) as port:
        ours = config(f"https://127.0.0.1:{port}")
        (finding,) = ourselves.address(ours, {"ours"})
    assert finding.state == "failed"
    assert "no certificate that can be trusted" in finding.sentence
    assert "openssl s_client" in finding.advice


@contextmanager
def over_tls(handler: type[Handler], folder: Path) -> Iterator[int]:
    """Serve with a certificate that we signed ourselves."""
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    here = x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))])
    certificate = (
        x509.CertificateBuilder(name, name, KEY.public_key(), x509.random_serial_number())
        .not_valid_before(utcnow() - timedelta(days=1))
        .not_valid_after(utcnow() + timedelta(days=1))
        .add_extension(here, critical=False)
        .sign(KEY, SHA256())
    )
    pem = folder / "server.pem"
    private = KEY.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    pem.write_bytes(private + certificate.public_bytes(Encoding.PEM))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)

    class Quiet(ThreadingHTTPServer):
        def handle_error(self, *_: object) -> None:
            """A client that hangs up is what this server is for."""

    with Quiet(("127.0.0.1", 0), handler) as server:
        server.socket = context.wrap_socket(server.socket, server_side=True)
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield server.server_port
        finally:
            server.shutdown()
            thread.join()


def test_plain_http_on_this_machine_is_a_warning() -> None:
    assert ourselves.encryption(config("http://127.0.0.1:8001")).state == "warning"


def test_https_is_well() -> None:
    assert ourselves.encryption(config("https://lab.example.edu")).state == "ok"
