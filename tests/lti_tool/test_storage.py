"""Platform storage: where no cookie comes back, the platform's page says who began the launch."""

import html
import re
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from flask import Flask
from werkzeug.test import TestResponse

import lti_tool
from tests.support.forms import Page
from tests.support.launching import CLIENT_ID, TOOL, Client, claims, instructor
from tests.support.platform import Platform


def log_in(client: Client, platform: Platform, target: str = "_parent") -> dict[str, str]:
    """Begin a login where storage is offered; returns what stands on the page, and the address."""
    answer = client.get(
        "/lti/login",
        query_string={
            "iss": platform.issuer,
            "login_hint": "somebody",
            "target_link_uri": TOOL + "/lti/launch",
            "client_id": CLIENT_ID,
            "lti_storage_target": target,
        },
    )
    assert answer.status_code == 200
    data = dict(re.findall(r'data-(target|origin|key|value)="([^"]*)"', answer.text))
    return data | {"href": html.unescape(Page("", 200, answer.text).link("Continue"))}


def launch(
    client: Client, platform: Platform, kept: dict[str, str], *, is_staff: bool = False
) -> TestResponse:
    asked = parse_qs(urlsplit(kept["href"]).query)
    good = instructor(platform) if is_staff else claims(platform)
    id_token = platform.sign(good | {"nonce": asked["nonce"][0]})
    return client.post_launch(asked["state"][0], id_token)


def give_back(
    client: Client, asking: TestResponse, secret: str, origin: str = TOOL
) -> TestResponse:
    """Post the page that asks, with what the platform's page gave."""
    [form] = Page("", 200, asking.text).forms
    fields = {c.name: c.value for c in form.controls if c.name} | {"browser_secret": secret}
    return client.post("/lti/launch", fields, headers={"Origin": origin})


def test_a_login_that_offers_storage_leaves_a_secret_there_and_goes_on_to_the_platform(
    app: Flask, platform: Platform
) -> None:
    kept = log_in(Client(app), platform, "lti_storage")
    assert (kept["target"], kept["origin"]) == ("lti_storage", platform.issuer)
    assert len(kept["value"]) >= 32
    assert kept["href"].startswith(platform.url("/auth?"))


def test_a_login_without_an_offer_stays_a_plain_redirect(app: Flask, platform: Platform) -> None:
    Client(app).log_in(platform)  # which asserts the 302


def test_where_the_cookie_came_back_nobody_asks_the_storage(app: Flask, platform: Platform) -> None:
    client = Client(app)
    assert launch(client, platform, log_in(client, platform)).status_code == 303


def test_where_no_cookie_came_back_the_storage_is_asked_and_staff_get_their_visit(
    app: Flask, platform: Platform
) -> None:
    client = Client(app, keeps_cookies=False)
    kept = log_in(client, platform)
    asking = launch(client, platform, kept, is_staff=True)
    assert (asking.status_code, kept["key"] in asking.text) == (200, True)
    assert kept["value"] not in asking.text
    answer = give_back(client, asking, kept["value"])
    assert answer.status_code == 303
    assert "lineage_lab_visit_" in answer.headers["Set-Cookie"]


def test_silence_lets_a_learner_in_and_sends_staff_to_a_new_tab(
    app: Flask, platform: Platform
) -> None:
    client = Client(app, keeps_cookies=False)
    asking = launch(client, platform, log_in(client, platform))
    assert give_back(client, asking, "").status_code == 303
    asking = launch(client, platform, log_in(client, platform), is_staff=True)
    answer = give_back(client, asking, "")
    assert "Set-Cookie" not in answer.headers
    assert "Continue in a new tab" in client.get(answer.location).text


def test_silence_is_over_within_a_second() -> None:
    script = (Path(lti_tool.__file__).parent / "static" / "storage.js").read_text()
    numbers = dict(re.findall(r"const (\w+) = (\d+);", script))
    assert int(numbers["ASKED"]) * int(numbers["PATIENCE"]) < 1000


def test_another_browsers_secret_is_refused(app: Flask, platform: Platform) -> None:
    client = Client(app, keeps_cookies=False)
    asking = launch(client, platform, log_in(client, platform))
    other = log_in(client, platform)
    answer = give_back(client, asking, other["value"])
    assert (answer.status_code, "was not accepted" in answer.text) == (403, True)


def test_a_secret_that_another_site_posts_is_not_even_looked_at(
    app: Flask, platform: Platform
) -> None:
    """An attacker knows the secret of a login of their own; only our page asks the storage."""
    client = Client(app, keeps_cookies=False)
    kept = log_in(client, platform)
    asking = launch(client, platform, kept, is_staff=True)
    answer = give_back(client, asking, kept["value"], origin="https://evil.example")
    assert (answer.status_code, "data-storage" in answer.text) == (200, True)


def test_asking_uses_nothing_up(app: Flask, platform: Platform) -> None:
    client = Client(app, keeps_cookies=False)
    kept = log_in(client, platform)
    for _ in range(3):
        asking = launch(client, platform, kept)
    assert give_back(client, asking, kept["value"]).status_code == 303
    again = give_back(client, asking, kept["value"])
    assert (again.status_code, "already used once" in again.text) == (403, True)
