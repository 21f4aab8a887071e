"""What platforms answer when we ask them for something, made wrong."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from typing import Any

from sqlalchemy import delete
from urllib3.exceptions import NewConnectionError, ProtocolError, ReadTimeoutError, SSLError

from lti_tool.errors import EdgeError, PlatformUnavailable
from lti_tool.models import AccessToken, Context, Registration
from lti_tool.models.scopes import SCORE_SCOPE
from lti_tool.platforms import rosters
from lti_tool.platforms.key_sets import KeySets
from quizzes.db import utcnow
from tests.fuzz.mutations import ADDRESSES, NO_TEXTS, TEXTS, Mutator
from tests.fuzz.wire import Answer, Sent
from tests.fuzz.world import LMS, World, usual
from tests.support.platform import KEY, KID, jwk

STATUSES = (
    200,
    200,
    200,
    201,
    204,
    301,
    302,
    307,
    400,
    401,
    403,
    404,
    409,
    422,
    429,
    500,
    503,
    999,
)
REASONS = ("OK", "", "Rate Limit Exceeded", "x" * 500, "\xff<b>", "a\0b")
LINK = f'<{LMS}/members?p=2>; rel="next"'
HEADERS = (
    (
        "Retry-After",
        ("5", "-1", "1e999", "nan", "Wed, 21 Oct 2026 07:28:00 GMT", "Wed, 99", "9" * 99),
    ),
    ("X-Rate-Limit-Remaining", ("0.0", "x", "nan", "600")),
    (
        "Link",
        (
            LINK,
            "<" * 60_000,
            "<" * 30_000 + ">" * 30_000,
            f'<{LMS}/members>; rel="next"',
            *(f"<{url}>; rel=next" for url in ADDRESSES),
        ),
    ),
    ("Location", (*ADDRESSES, "\xff\xfe")),
    ("Content-Encoding", ("gzip", "deflate", "br", "x")),
    ("Content-Type", ("text/html", "application/json; charset=utf-16", "\xff")),
    ("Content-Length", ("0", "5", "x", "9" * 30)),
    ("Set-Cookie", ("a=b", "\xff")),
)
FAILURES: tuple[Callable[[], Exception], ...] = (
    lambda: NewConnectionError(None, "refused"),  # type: ignore[arg-type]
    lambda: SSLError("no certificate"),
    lambda: ProtocolError("broken"),
    lambda: ReadTimeoutError(None, None, "silent"),  # type: ignore[arg-type]
    lambda: ConnectionResetError("reset"),
)
"""Made anew each time, for an error keeps the frames that it went through."""
COLUMN = {
    "id": LMS + "/items/1?type_id=1",
    "label": "Tasks vs assets",
    "scoreMaximum": 10,
    "resourceLinkId": "link-1",
    "resourceId": "tasks-vs-assets",
    "tag": "score",
    "submissionReview": {"reviewableStatus": ["Submitted"], "url": "https://lab.example.edu"},
}
RESULT = {"id": LMS + "/items/1/results/1", "userId": "student-1", "resultScore": 8.5,
          "resultMaximum": 10, "comment": "well done"}  # fmt: skip
MEMBER = {"user_id": "student-1", "roles": ["Learner"], "status": "Active", "name": "Ada Lovelace",
          "given_name": "Ada", "family_name": "Lovelace", "email": "ada@example.org"}  # fmt: skip
MEMBERS = {"id": LMS + "/members", "context": {"id": "course-1"}, "members": [MEMBER] * 3}
SCORE = {"userId": "student-1", "scoreGiven": 8, "scoreMaximum": 10,
         "activityProgress": "Completed", "gradingProgress": "FullyGraded",
         "timestamp": "2026-12-01T00:00:00Z"}  # fmt: skip
TOKEN = {"access_token": "a-token", "token_type": "bearer", "expires_in": 3600, "scope": "x"}
KEYS = {"keys": [jwk(KID, KEY), jwk("other", KEY)]}
ITEM, ITEMS, ROSTER = LMS + "/items/1?type_id=1", LMS + "/items?type_id=1", LMS + "/members"

Ask = Callable[[World, Registration], object]
ASKED: dict[str, tuple[Any, Ask]] = {
    "token": (TOKEN, lambda world, lms: services(world).check_scope(lms, SCORE_SCOPE)),
    "score": ("", lambda world, lms: services(world).send_score(lms, ITEM, dict(SCORE))),
    "results": ([RESULT], lambda world, lms: services(world).read_result(lms, ITEM, "student-1")),
    "line items": ([COLUMN], lambda world, lms: services(world).line_items(lms, ITEMS)),
    "line item made": (COLUMN, lambda world, lms: services(world).create_line_item(lms, ITEMS, {})),
    "line item read": (COLUMN, lambda world, lms: services(world).read_line_item(lms, ITEM)),
    "line item changed": (
        COLUMN,
        lambda world, lms: services(world).update_line_item(lms, ITEM, {"scoreMaximum": 20}),
    ),
    "memberships": (MEMBERS, lambda world, lms: list(services(world).members(lms, ROSTER))),
    "class list kept": (MEMBERS, lambda world, _: _refresh(world)),
    "key set": (
        KEYS,
        lambda world, _: KeySets(world.app.extensions["pooled"]).find(LMS + "/jwks", KID),
    ),
}


def _refresh(world: World) -> None:
    """Have a course's class list fetched and kept; what went wrong is kept with it."""
    course = world.course()
    rosters.refresh(world.db, services(world), course, utcnow())
    with world.db.read() as session:
        if problem := session.get_one(Context, course).roster_problem:
            raise PlatformUnavailable(problem)


def services(world: World) -> Any:
    """Return our way to the platforms' services."""
    return world.app.extensions["services"]


def send(world: World, mutator: Mutator) -> Sent:
    """Ask for something and be answered wrongly; any error that is not one of ours goes through."""
    name = mutator.one_of(list(ASKED))
    good, asked = ASKED[name]
    pages = [answer(mutator, good) for _ in range(3)]
    needs_token = name not in ("token", "key set")
    if needs_token and mutator.chance(3):
        with world.db.begin() as session:
            session.execute(delete(AccessToken))
    token = answer(mutator, TOKEN) if mutator.chance(5) else None

    def answered(method: str, url: str) -> Answer:
        if needs_token and url.endswith("/token"):
            return token or usual(method, url)
        return pages[world.fetched % 3]

    world.answer = answered
    try:
        asked(world, world.registration)
    except EdgeError as error:
        return Sent(name, outcome=type(error).__name__)
    finally:
        world.answer = usual
    return Sent(name, outcome="taken")


def answer(mutator: Mutator, good: Any) -> Answer:
    """Return an answer that is wrong in its content, its headers or its status, or is none."""
    if mutator.chance(3):
        return Answer(failure=mutator.one_of(FAILURES)())
    body = mutator.written(mutator.tree(good))
    if mutator.chance(1):
        body = b'[{"x": "' + b"x" * 6_000_000 + b'"}]'
    made = Answer(body=body)
    if mutator.chance(35):
        made.status, made.reason = mutator.one_of(STATUSES), mutator.one_of(REASONS)
        if mutator.chance(50):
            made.body = mutator.one_of((*TEXTS, *NO_TEXTS)).encode("utf-8", "surrogatepass")
    for header, values in HEADERS:
        if mutator.chance(6):
            value = mutator.one_of(values).encode("utf-8", "surrogatepass")
            made.headers.append((header, value.decode("latin-1")))  # as a wire's bytes are read
    if mutator.chance(3):
        made.body = gzip.compress(made.body)
        made.headers.append(("Content-Encoding", "gzip"))
    return made
