"""What the reading page with its graphs takes: CPU of a whole request, called in this process."""

from __future__ import annotations

import tempfile
import time
from statistics import median

from lti_tool import packing
from tests.bench.figures import Figure
from tests.bench.profile import tool
from tests.support.launching import Client
from tests.support.platform import Platform, serving
from tests.support.tables import prepare

ROUNDS = 5
SECOND = 1000  # ms
KILO = 1000


def figures(requests: int = 100) -> list[Figure]:
    """Measure the page of somebody who has just launched, once it has been looked at."""
    with tempfile.TemporaryDirectory() as folder, serving(Platform()) as platform:
        app = tool(prepare(f"sqlite:///{folder}/lab.db"), platform)
        reader = Client(app)
        path = reader.open(platform)
        _took(reader, path, requests)
        each = median(_took(reader, path, requests) for _ in range(ROUNDS))
        page = reader.get(path).data
        app.extensions["database"].close()
    return [
        Figure("the reading page with its graphs: CPU of a request", each, 4, "ms"),
        *(figure for encoding in packing.ENCODINGS for figure in _packed(page, encoding, requests)),
    ]


def _packed(page: bytes, encoding: str, times: int) -> list[Figure]:
    """Measure what it takes to pack a page, and what is left of it."""
    began = time.process_time()
    for _ in range(times):
        small = packing.packed(page, encoding)
    each = (time.process_time() - began) / times * SECOND
    what = f"its {len(page) / KILO:.0f} kB packed with {encoding}"
    return [Figure(what, each, 2, "ms"), Figure(f"{what}: size", len(small) / KILO, 15, "kB")]


def _took(reader: Client, path: str, requests: int) -> float:
    began = time.process_time()
    for _ in range(requests):
        assert reader.get(path).status_code == 200
    return (time.process_time() - began) / requests * SECOND
