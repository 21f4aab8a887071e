"""Numbers for whoever watches: how scores stand at each platform, who delivers, what is asked."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, Flask, Response, current_app, g, request
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from sqlalchemy import select

from lti_tool.current import db
from lti_tool.grades import workers
from lti_tool.grades.state import State, by_platform
from lti_tool.models import Registration
from quizzes.db import utcnow

PLATFORM = ("platform", "issuer")
BUCKETS = (0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10)
STATES = ("due", "waiting", "sent", "refused", "without_column", "overridden", "different")

bp = Blueprint("metrics", __name__)


def register(app: Flask) -> None:
    """Count the answers of this process, and how long they took, by route."""
    ours = app.extensions["metrics"] = CollectorRegistry()
    seconds = Histogram(
        "lineage_lab_request_seconds",
        "How long answers of this process took.",
        labelnames=("route", "status"),
        buckets=BUCKETS,
        registry=ours,
    )

    def observe(response: Response) -> Response:
        took = time.perf_counter() - g.begun
        seconds.labels(str(request.url_rule), str(response.status_code)).observe(took)
        return response

    app.after_request(observe)


@bp.get("/metrics")
def metrics() -> Response:
    """Answer in Prometheus's format: from the database for all processes, then of this one."""
    everybodys = CollectorRegistry()
    everybodys.register(_read(utcnow()))
    text = generate_latest(everybodys) + generate_latest(current_app.extensions["metrics"])
    return Response(text, content_type=CONTENT_TYPE_LATEST)


@dataclass(frozen=True, eq=False)
class _Scores(Collector):
    """How the scores of each platform stand at a moment."""

    now: datetime
    states: list[tuple[Registration, State]]
    workers: int

    def collect(self) -> Iterator[Metric]:
        """Yield the numbers."""
        counts = GaugeMetricFamily(
            "lineage_lab_scores", "Scores by where they are.", labels=(*PLATFORM, "state")
        )
        oldest = GaugeMetricFamily(
            "lineage_lab_scores_oldest_due_seconds",
            "For how long the first score that is due has been waiting.",
            labels=PLATFORM,
        )
        closed = GaugeMetricFamily(
            "lineage_lab_platform_takes_no_scores",
            "1 while a platform fails or asks for a wait.",
            labels=PLATFORM,
        )
        for registration, state in self.states:
            platform = (str(registration.id), registration.issuer)
            for name in STATES:
                counts.add_metric((*platform, name), getattr(state, name))
            since = state.oldest_due_at
            oldest.add_metric(platform, (self.now - since).total_seconds() if since else 0)
            closed.add_metric(platform, int(bool(registration.grades_problem)))
        yield from (counts, oldest, closed)
        yield GaugeMetricFamily(
            "lineage_lab_workers", "Processes that deliver scores.", self.workers
        )


def _read(now: datetime) -> _Scores:
    with db.read() as session:
        states = by_platform(session, now)
        known = session.scalars(select(Registration).order_by(Registration.id)).all()
        return _Scores(
            now=now,
            states=[(each, states.get(each.id, State())) for each in known],
            workers=workers.alive(session, now),
        )
