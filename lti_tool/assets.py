"""Our style sheets, scripts and pictures: read once, packed once, and kept by browsers for good.

Their address names what all of them say, and so changes with any of them: what a browser has it
never asks for again. Scripts find one another by "./name", which stays below the same address.
Without that part, as the LMS has the address of our icon, or with an older one, as a page from
before an upgrade has it, a file is there too, and is asked for anew each time.
"""

import re
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from flask import Flask, Response, request
from werkzeug.exceptions import NotFound

from lti_tool.packing import encoding, packed_well

FOLDER = Path(__file__).parent / "static"
ENDPOINT = "static"
KINDS = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
"""Machines differ in what they call a script."""
A_YEAR = 31_536_000  # s
VERSION = re.compile("[0-9a-f]{12}")
COMMENT = re.compile(rb"[ \t]*/\*.*?\*/[ \t]*\n?", re.DOTALL)
"""For whoever reads the source: types and reasons. No text of ours holds one."""


def register(app: Flask) -> None:
    """Have the app serve its files, and name them by what they say."""
    app.add_url_rule("/static/<path:filename>", ENDPOINT, serve)
    app.url_defaults(_name_the_version)


def serve(filename: str) -> Response:
    """Answer with a file, packed as the browser likes it; raises NotFound."""
    version, _, name = filename.rpartition("/")
    if name not in _files() or (version and not VERSION.fullmatch(version)):
        raise NotFound
    chosen = encoding()
    content = _packed(name, chosen) if chosen else _files()[name]
    response = Response(content, mimetype=KINDS[Path(name).suffix])
    if chosen:
        response.headers["Content-Encoding"] = chosen
    response.vary.add("Accept-Encoding")
    response.set_etag(f"{_version()}-{chosen}")
    response.cache_control.no_cache = version != _version() or None
    if version == _version():
        response.cache_control.public = response.cache_control.immutable = True
        response.cache_control.max_age = A_YEAR
    response.make_conditional(request)
    return response


def _name_the_version(endpoint: str, values: dict[str, Any]) -> None:
    if endpoint == ENDPOINT:
        values["filename"] = f"{_version()}/{values['filename']}"


def sent(name: str) -> bytes:
    """Return a file as browsers get it, not packed: without its comments."""
    return COMMENT.sub(b"", (FOLDER / name).read_bytes())


@cache
def _files() -> dict[str, bytes]:
    return {file.name: sent(file.name) for file in sorted(FOLDER.iterdir())}


@cache
def _version() -> str:
    digest = sha256()
    for name, content in _files().items():
        digest.update(f"{name} {len(content)} ".encode() + content)
    return digest.hexdigest()[:12]


@cache
def _packed(name: str, encoding: str) -> bytes:
    return packed_well(_files()[name], encoding)
