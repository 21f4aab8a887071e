"""A second platform that nobody here wrote: the package lti1p3platform, with its own signatures.

It announces, launches, gives out tokens, checks our signed requests and answers, and takes scores.
Its transport is the platform of the other tests; docs/decisions/0004 says what it forgives.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from lti1p3platform.ltiplatform import LTI1P3PlatformConfAbstract
from lti1p3platform.membership import Context
from lti1p3platform.message_launch import LTIAdvantageMessageLaunchAbstract
from lti1p3platform.oidc_login import OIDCLoginAbstract
from lti1p3platform.registration import Registration
from lti1p3platform.request import Request
from lti1p3platform.score import UpdateScoreStatus
from lti1p3platform.service_connector import (
    AssignmentsGradesService,
    NamesRoleProvisioningService,
)

from tests.certification.door import Door
from tests.certification.our_tool import a_tool
from tests.support.delivering import deliver
from tests.support.forms import Page
from tests.support.launching import (
    CLIENT_ID,
    DEPLOYMENT,
    MEMBERSHIP,
    TOOL,
    Client,
    read_everything,
    submit_right,
)
from tests.support.platform import KEY, Asked, Platform
from tests.support.selecting import DL
from tests.support.tokens import public_pem

STUDENT = {"user_id": "student-1", "roles": [MEMBERSHIP + "Learner"], "name": "Ada Lovelace"}
TEACHER = {"user_id": "teacher-1", "roles": [MEMBERSHIP + "Instructor"], "name": "Grace Hopper"}


class Configuration(LTI1P3PlatformConfAbstract):
    """What this platform knows of itself and of us."""

    def init_platform_config(self, issuer: str) -> None:
        private = KEY.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
        self._registration = (
            Registration()
            .set_iss(issuer)
            .set_client_id(CLIENT_ID)
            .set_deployment_id(DEPLOYMENT)
            .set_launch_url(TOOL + "/lti/launch")
            .set_deeplink_launch_url(TOOL + "/lti/launch")
            .set_oidc_login_url(TOOL + "/lti/login")
            .set_platform_public_key(public_pem(KEY).decode())
            .set_platform_private_key(private)
        )

    def get_registration_by_params(self, **_: Any) -> Registration:
        return self._registration


class Sent(Request):
    """A request to it, which it reads through this."""

    def build_metadata(self, request: Any) -> Any:
        return request


class Login(OIDCLoginAbstract):
    """How it announces a launch."""

    def set_lti_message_hint(self, **_: Any) -> None:
        self._lti_message_hint = "tasks-vs-assets"

    def get_redirect(self, url: str) -> str:
        return url


class Launch(LTIAdvantageMessageLaunchAbstract):
    """How it launches."""

    def render_launch_form(self, launch_data: dict[str, Any], **_: Any) -> dict[str, Any]:
        return launch_data


class Grades(AssignmentsGradesService):
    """Its grade column; `scores` is ours to look into."""

    scores: dict[str, Any]

    def update_score(self, _: str, score: Any) -> UpdateScoreStatus:
        self.scores[score["userId"]] = score
        return UpdateScoreStatus.SUCCESS

    # Nobody asks for these here.
    find_lineitems = find_lineitem = create_lineitem = None
    update_lineitem = delete_lineitem = get_results = None


class Roster(NamesRoleProvisioningService):
    """Its class list."""

    def get_member_data_page(self, **_: Any) -> Any:
        return {"content": [dict(STUDENT), dict(TEACHER)], "has_next": False}

    def get_context_by_id(self) -> Context:
        return Context("course-1", "DE101", "Data Engineering 101")


@dataclass
class Lms:
    """The platform, served, with us registered in it and it registered with us."""

    door: Door
    wire: Platform
    configuration: Configuration = field(init=False)
    scores: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.configuration = Configuration(issuer=self.wire.issuer)
        ours = Client(self.door.app).get("/lti/jwks.json").get_json()
        self.configuration.get_registration().set_tool_key_set(ours)
        self.wire.answers |= {
            "/jwks": lambda _: (200, self.configuration.get_jwks()),
            "/token": self._token,
            "/scores": self._scores,
            "/members": self._members,
        }

    def launches(self, browser: Client, who: dict[str, Any], choosing: bool = False) -> Any:
        """Have somebody launch in this browser, by way of its own code; returns our answer."""
        login = Login(None, self.configuration)
        login.set_lti_message_hint()
        announced = browser.get(login.initiate_login(who["user_id"]).removeprefix(TOOL))
        asked = dict(parse_qsl(urlsplit(announced.location).query))
        launch = Launch(Sent({"get_data": asked, "form_data": {}}), self.configuration)
        launch.set_user_data(who["user_id"], who["roles"], who["name"])
        launch.set_launch_context_claim("course-1", context_title="Data Engineering 101")
        if choosing:
            place = {"accept_types": {"ltiResourceLink"}, "extra_data": {"section": 3}}
            launch.set_dl(self.wire.url("/return"), **place)
        else:
            launch.set_resource_link_claim("link-1", title="Tasks vs assets")
            launch.set_ags(self.wire.url("/items"), self.wire.url("/items/1"))
            launch.set_nrps(self.wire.url("/members"))
        sent = launch.lti_launch()
        assert sent["launch_url"] == TOOL + "/lti/launch"
        return browser.post_launch(sent["state"], sent["id_token"])

    def _token(self, asked: Asked) -> tuple[int, Any]:
        form = dict(parse_qsl(asked.body.decode()))
        return 200, self.configuration.get_access_token(form)

    def _scores(self, asked: Asked) -> tuple[int, Any]:
        service = Grades(_received(asked), self.configuration, self.wire.url("/items"))
        service.scores = self.scores
        answer = service.handle_resp(lambda: service.handle_update_score("1"))
        return answer.code, answer.result

    def _members(self, asked: Asked) -> tuple[int, Any]:
        service = Roster(_received(asked), self.configuration, self.wire.url("/members"))
        answer = service.handle_resp(service.handle_get_members)
        return answer.code, answer.result


def _received(asked: Asked) -> Sent:
    headers = {"Authorization": asked.headers.get("authorization", "")}
    json = asked.json if asked.body else None
    return Sent({"method": asked.method, "headers": headers, "get_data": {}, "json": json})


@pytest.fixture
def lms(sqlite_url: str, platform: Platform) -> Iterator[Lms]:
    with a_tool(sqlite_url, platform) as door:
        yield Lms(door, platform)


def test_a_student_comes_in_under_their_own_name(lms: Lms) -> None:
    browser = Client(lms.door.app)
    entered = browser.get(lms.launches(browser, STUDENT).location)
    assert "Ada Lovelace" in browser.get(entered.location).text


def test_a_teacher_comes_to_the_class_that_its_roster_lists(lms: Lms) -> None:
    browser = Client(lms.door.app)
    entered = browser.get(lms.launches(browser, TEACHER).location)
    assert entered.location.endswith("/class")
    listed = browser.page(entered.location + "/students").rows
    assert [row[0] for row in listed] == ["Ada Lovelace"]


def test_it_believes_our_request_for_a_token_and_takes_the_score(lms: Lms) -> None:
    app, browser = lms.door.app, Client(lms.door.app)
    path = browser.get(lms.launches(browser, STUDENT).location).location
    read_everything(browser, path)
    submit_right(browser, path)
    deliver(app)
    score = lms.scores["student-1"]
    assert (score["scoreGiven"], score["scoreMaximum"]) == (20, 20)
    assert score["gradingProgress"] == "FullyGraded"


def test_it_believes_our_answer_to_deep_linking(lms: Lms) -> None:
    browser = Client(lms.door.app)
    picker = browser.page(lms.launches(browser, TEACHER, choosing=True).location)
    form = picker.form("zone")
    answer = browser.post(form.action, dict(form.sends({}, "add")))
    signed = Page("", answer.status_code, answer.text).form("JWT").values("JWT")
    (item,) = lms.configuration.validate_deeplinking_resp({"JWT": signed[0]})
    assert item["type"] == "ltiResourceLink"
    assert item["url"] == TOOL + "/lti/launch"
    assert item["custom"]["activity"] == "tasks-vs-assets"
    told = lms.configuration.tool_validate_and_decode(signed[0])
    assert told[DL + "data"] == {"section": 3}  # other platforms send a text
