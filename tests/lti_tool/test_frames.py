"""Who may show the tool in a frame: any site over https, or only those that an admin names."""

import re

import pytest
from flask import Flask

from tests.support.admin import signed_in
from tests.support.launching import Client
from tests.support.platform import Platform

ONE = "/admin/platforms/1"


def framed_by(answer_headers: object) -> str:
    found = re.search(r"frame-ancestors ([^;]+)", str(answer_headers))
    assert found
    return found[1].split("\\")[0].strip()


def test_where_sites_are_named_only_these_may_frame_the_pages_of_the_next_launch(
    app: Flask, platform: Platform
) -> None:
    named = "https://lms.example.edu https://*.example.edu"
    before = Client(app)
    earlier = before.open(platform)
    answer = signed_in(app).post(f"{ONE}/frames", {"frames": named})
    assert answer.status_code == 303
    after = Client(app)
    later = after.open(platform)
    policy = after.get(later).headers["Content-Security-Policy"]
    assert policy.endswith(f"frame-ancestors {named}")
    assert "https://lms.example.edu" not in before.get(earlier).headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    "typed", ["http://lms.example.edu", "https://lms.example.edu/path", "lms", "https://a; b", "*"]
)
def test_what_is_no_site_is_named_and_nothing_is_saved(app: Flask, typed: str) -> None:
    browser = signed_in(app)
    answer = browser.post(f"{ONE}/frames", {"frames": typed})
    assert answer.status_code == 422
    assert "is no site: write https:// and a host" in answer.text
    assert browser.page(ONE).form(to=f"{ONE}/frames").sends({}, None) == [("frames", "")]
