"""What the reading page with its graphs takes: CPU of a whole request, called in this process."""

from __future__ import annotations

import tempfile
import time
from statistics import median

from tests.bench.figures import Figure
from tests.bench.profile import tool
from tests.support.launching import Client
from tests.support.platform import Platform, serving
from tests.support.tables import prepare

ROUNDS = 5
SECOND = 1000  # ms


def figures(requests: int = 100) -> list[Figure]:
    """Measure the page of somebody who has just launched, once it has been looked at."""
    with tempfile.TemporaryDirectory() as folder, serving(Platform()) as platform:
        app = tool(prepare(f"sqlite:///{folder}/lab.db"), platform)
        reader = Client(app)
        path = reader.open(platform)
        _took(reader, path, requests)
        each = median(_took(reader, path, requests) for _ in range(ROUNDS))
        app.extensions["database"].close()
    return [Figure("the reading page with its graphs: CPU of a request", each, 4, "ms")]


def _took(reader: Client, path: str, requests: int) -> float:
    began = time.process_time()
    for _ in range(requests):
        assert reader.get(path).status_code == 200
    return (time.process_time() - began) / requests * SECOND
