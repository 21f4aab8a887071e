"""Answers made smaller on their way, for browsers that can unpack them.

How small an answer becomes tells of what is in it, to whoever can have their own words put beside
a secret (the attack is called BREACH). So pages are packed where no secret can be in them: on a
visit whose secret is in a cookie. Files that everybody gets alike are packed once (assets.py).
"""

import gzip
from threading import local

from flask import Flask, Response, request
from zstandard import ZstdCompressor

ENCODINGS = ("zstd", "gzip")
"""The best first: zstd packs a page as small as gzip does, in a sixth of the time."""
LEAST = 1024
"""Bytes that are worth it: less goes in one packet anyhow."""
PACKED = frozenset({"text/html", "text/csv", "application/json"})

_own = local()  # a compressor is for one thread at a time


def register(app: Flask) -> None:
    """Have the app pack what it answers."""
    app.after_request(_pack)


def encoding() -> str | None:
    """Return the best encoding that this request's browser understands, if it does any."""
    accepted = request.accept_encodings
    return next((name for name in ENCODINGS if accepted.quality(name) > 0), None)


def packed(content: bytes, encoding: str) -> bytes:
    """Pack what is sent once."""
    if encoding == "gzip":
        return gzip.compress(content, 5, mtime=0)
    if not hasattr(_own, "zstd"):
        _own.zstd = ZstdCompressor(level=3)
    compressor: ZstdCompressor = _own.zstd
    return compressor.compress(content)


def packed_well(content: bytes, encoding: str) -> bytes:
    """Pack what is sent again and again."""
    if encoding == "gzip":
        return gzip.compress(content, 9, mtime=0)
    return ZstdCompressor(level=19).compress(content)


def _pack(response: Response) -> Response:
    visit = str((request.view_args or {}).get("visit", "."))
    if "." in visit or response.is_streamed or response.mimetype not in PACKED:
        return response
    response.vary.add("Accept-Encoding")
    chosen, content = encoding(), response.get_data()
    if chosen and len(content) >= LEAST:
        response.set_data(packed(content, chosen))
        response.headers["Content-Encoding"] = chosen
    return response
