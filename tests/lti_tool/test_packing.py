"""Pages are packed where no secret can be in them."""

import gzip

import pytest
from flask import Flask
from zstandard import ZstdDecompressor

from tests.support.launching import Client
from tests.support.platform import Platform

pytestmark = pytest.mark.words

UNPACK = {"zstd": ZstdDecompressor().decompress, "gzip": gzip.decompress}


@pytest.mark.parametrize("encoding", UNPACK)
def test_a_page_is_packed_as_the_browser_can_unpack_it(
    app: Flask, platform: Platform, encoding: str
) -> None:
    client = Client(app)
    path = client.open(platform)
    plain = client.get(path)
    answer = client.get(path, headers={"Accept-Encoding": encoding})
    assert "Content-Encoding" not in plain.headers
    assert answer.headers["Content-Encoding"] == encoding
    assert answer.headers["Vary"].split(", ").count("Accept-Encoding") == 1
    assert UNPACK[encoding](answer.data) == plain.data
    assert len(answer.data) * 4 < len(plain.data)
    assert len(answer.data) == int(answer.headers["Content-Length"])


def test_a_page_whose_address_is_a_secret_is_not_packed(app: Flask, platform: Platform) -> None:
    client = Client(app, keeps_cookies=False)
    path = client.open(platform)
    assert "." in path
    answer = client.get(path, headers={"Accept-Encoding": "zstd, gzip"})
    assert answer.status_code == 200
    assert "Content-Encoding" not in answer.headers


def test_a_page_outside_of_visits_is_not_packed(app: Flask) -> None:
    answer = app.test_client().get("/admin", headers={"Accept-Encoding": "zstd, gzip"})
    assert "Content-Encoding" not in answer.headers


def test_what_fits_in_one_packet_is_left_as_it_is(app: Flask, platform: Platform) -> None:
    client = Client(app)
    path = client.open(platform)
    answer = client.get(f"{path}grade", headers={"Accept-Encoding": "zstd"})
    assert answer.status_code == 200
    assert "Content-Encoding" not in answer.headers
