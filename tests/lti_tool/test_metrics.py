"""Figures for Prometheus: answers by route and status, and nothing that somebody could make up."""

import re

from flask import Flask

from tests.support.launching import Client
from tests.support.platform import Platform


def counted(app: Flask) -> dict[tuple[str, str], int]:
    """How many answers each route gave with each status."""
    text = Client(app).get("/metrics").text
    row = r'lineage_lab_request_seconds_count\{route="([^"]+)",status="(\d+)"\} (\d+)'
    return {(route, status): int(count) for route, status, count in re.findall(row, text)}


def test_answers_are_counted_by_route_and_status(app: Flask, platform: Platform) -> None:
    client = Client(app)
    path = client.open(platform)
    client.get(path)
    client.get(path)
    assert counted(app)["/visits/<visit>/", "200"] == 2
    assert counted(app)["/lti/launch", "303"] == 1


def test_addresses_and_methods_that_somebody_makes_up_make_no_new_figures(app: Flask) -> None:
    client = Client(app)
    for made_up in ("/a", "/b", "/visits/1.secret/x"):
        client.get(made_up)
        client.flask.open(made_up, method="BREW")
    assert {route for route, _ in counted(app)} <= {"None", "/metrics"}
