"""Our files: kept for good under an address that changes with them, and sent small."""

import gzip
import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from zstandard import ZstdDecompressor

from lti_tool.assets import FOLDER, sent

pytestmark = pytest.mark.words

STYLE = sent("style.css")
PACKED = {"Accept-Encoding": "gzip, deflate, br, zstd"}


@pytest.fixture
def browser(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def address(app: Flask) -> str:
    """Where a page says that the style sheet is."""
    found = re.search(r"/static/[0-9a-f]{12}/style\.css", app.test_client().get("/admin").text)
    assert found
    return found[0]


def test_what_a_page_links_is_kept_for_good(browser: FlaskClient, address: str) -> None:
    answer = browser.get(address)
    assert answer.data == STYLE
    assert answer.mimetype == "text/css"
    assert answer.headers["Cache-Control"] == "public, immutable, max-age=31536000"


def test_scripts_find_one_another_below_the_same_address(
    browser: FlaskClient, address: str
) -> None:
    script = browser.get(address.replace("style.css", "graph.js"))
    assert script.mimetype == "text/javascript"
    other = re.search(r'from "\./([^"]+)"', script.text)
    assert other
    assert browser.get(address.replace("style.css", other[1])).status_code == 200


@pytest.mark.parametrize("before", ["", "0123456789ab/"])
def test_under_no_version_or_an_older_one_it_is_asked_for_anew(
    browser: FlaskClient, before: str
) -> None:
    answer = browser.get(f"/static/{before}icon.svg")
    assert answer.data == (FOLDER / "icon.svg").read_bytes()
    assert answer.headers["Cache-Control"] == "no-cache"
    again = browser.get(
        f"/static/{before}icon.svg", headers={"If-None-Match": answer.headers["ETag"]}
    )
    assert again.status_code == 304
    assert again.data == b""


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [
        ("gzip, deflate, br, zstd", "zstd"),
        ("gzip, deflate, br", "gzip"),
        ("zstd;q=0, gzip", "gzip"),
        ("identity", None),
        ("*", "zstd"),
        (None, None),
    ],
)
def test_it_is_packed_as_the_browser_can_unpack_it(
    browser: FlaskClient, address: str, accepted: str | None, encoding: str | None
) -> None:
    answer = browser.get(address, headers={"Accept-Encoding": accepted} if accepted else {})
    unpack = {
        "zstd": ZstdDecompressor().decompress,
        "gzip": gzip.decompress,
        None: lambda content: content,
    }[encoding]
    assert answer.headers.get("Content-Encoding") == encoding
    assert answer.headers["Vary"] == "Accept-Encoding"
    assert unpack(answer.data) == STYLE
    assert len(answer.data) == int(answer.headers["Content-Length"])


def test_each_encoding_has_a_tag_of_its_own(browser: FlaskClient, address: str) -> None:
    tags = {
        browser.get(address, headers={"Accept-Encoding": each}).headers["ETag"]
        for each in ("zstd", "gzip", "identity")
    }
    assert len(tags) == 3


@pytest.mark.parametrize(
    "name", ["missing.css", "../web.py", "0123456789ab/../web.py", "a/style.css", "0/1/style.css"]
)
def test_nothing_else_is_there(browser: FlaskClient, name: str) -> None:
    assert browser.get(f"/static/{name}").status_code == 404


@pytest.mark.parametrize("name", sorted(file.name for file in FOLDER.iterdir()))
def test_comments_stay_here_and_every_line_of_code_is_sent(name: str) -> None:
    written = (FOLDER / name).read_text().splitlines()
    lines = [line for line in written if "*" not in line and line.endswith(("{", "}", ";"))]
    got = sent(name).decode()
    assert "/*" not in got
    assert [line for line in lines if line not in got] == []
