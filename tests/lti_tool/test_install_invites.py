"""Invites: made, listed, revoked, and used once however many try."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from lti_tool.errors import InviteNotFound, InviteRefused, UnusableInvite
from lti_tool.models import Registration
from lti_tool.platforms import invites
from quizzes.db import Database

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
LATER = NOW + timedelta(minutes=2)


@pytest.fixture
def db(database_url: str) -> Iterator[Database]:
    database = Database(database_url)
    yield database
    database.close()


def made(db: Database, host: str = "", lasts: timedelta = invites.LASTS) -> str:
    with db.begin() as session:
        return invites.create(session, "Campus", host, NOW, lasts)[1]


def claim(db: Database, token: str, at: datetime = NOW) -> None:
    with db.begin() as session:
        invites.claim(session, invites.find(session, token), at)


def platform(db: Database) -> int:
    url = "https://lms.example"
    with db.begin() as session:
        registration = Registration(
            issuer=url, client_id="c", login_url=url, token_url=url, keys_url=url, created_at=NOW
        )
        session.add(registration)
        session.flush()
        return registration.id


def why_not(db: Database, token: str, at: datetime = NOW) -> str:
    """Why an invite cannot be used then; empty where it can."""
    with db.read() as session:
        try:
            invites.check(invites.find(session, token), at)
        except InviteRefused as refused:
            return str(refused)
    return ""


def test_an_invite_is_found_by_its_token_of_which_only_the_hash_is_stored(db: Database) -> None:
    token = made(db)
    with db.read() as session:
        [invite] = invites.listed(session)
        assert invites.find(session, token) is invite
    assert token not in str(vars(invite))
    assert (invite.note, invites.state(invite, NOW)) == ("Campus", "open")


def test_the_link_is_what_the_admin_pastes() -> None:
    link = invites.link("https://lab.example.edu", "a-token")
    assert link == "https://lab.example.edu/lti/register?invite=a-token"


@pytest.mark.parametrize("token", ["", "invented", "\ud800", "é" * 5000])
def test_a_token_that_nobody_made_is_refused(db: Database, token: str) -> None:
    made(db)
    assert "Nobody here made this link" in why_not(db, token)


def test_an_invite_ends_after_a_week(db: Database) -> None:
    token = made(db)
    assert why_not(db, token, NOW + timedelta(days=7, seconds=-1)) == ""
    assert "has ended" in why_not(db, token, NOW + timedelta(days=7))
    with pytest.raises(InviteRefused, match="has ended"):
        claim(db, token, NOW + timedelta(days=8))


def test_a_revoked_invite_cannot_be_used(db: Database) -> None:
    token = made(db)
    with db.begin() as session:
        invites.revoke(session, invites.find(session, token).id, NOW)
    assert "has ended" in why_not(db, token)


def test_revoking_what_is_not_there_is_an_error(db: Database) -> None:
    with db.begin() as session, pytest.raises(InviteNotFound):
        invites.revoke(session, 7, NOW)


def test_of_many_who_use_an_invite_at_once_one_gets_it(db: Database) -> None:
    token = made(db)

    def tries(_: int) -> bool:
        try:
            claim(db, token)
        except InviteRefused:
            return False
        return True

    with ThreadPoolExecutor(8) as people:
        assert sorted(people.map(tries, range(8))) == [False] * 7 + [True]


def test_an_invite_that_is_given_back_can_be_used_again(db: Database) -> None:
    token = made(db)
    claim(db, token)
    assert "at this very moment" in why_not(db, token)
    with db.begin() as session:
        invites.release(session, invites.find(session, token), NOW)
    assert why_not(db, token) == ""


def test_a_claim_whose_process_died_runs_out(db: Database) -> None:
    token = made(db)
    claim(db, token)
    claim(db, token, LATER)
    with db.begin() as session:  # the first was not dead, only slow: it must not undo the second
        invites.release(session, invites.find(session, token), NOW)
    assert "at this very moment" in why_not(db, token, LATER)


def test_a_spent_invite_stays_used_whatever_is_done_with_it(db: Database) -> None:
    token = made(db)
    registration_id = platform(db)
    claim(db, token)
    with db.begin() as session:
        invite = invites.find(session, token)
        invites.spend(session, invite, NOW, registration_id)
        invites.release(session, invite, NOW)
        invites.revoke(session, invite.id, NOW)
    assert "works once" in why_not(db, token, LATER)
    with pytest.raises(InviteRefused, match="works once"):
        claim(db, token, LATER)
    with db.begin() as session, pytest.raises(InviteRefused, match="works once"):
        invites.spend(session, invites.find(session, token), NOW, registration_id)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("", ""),
        (" Moodle.Example.EDU ", "moodle.example.edu"),
        ("https://moodle.example.edu:8443/course?x=1", "moodle.example.edu"),
        ("localhost:8080", "localhost"),
    ],
)
def test_a_host_may_be_typed_as_a_name_or_an_address(db: Database, typed: str, kept: str) -> None:
    with db.begin() as session:
        assert invites.create(session, "", typed, NOW)[0].host == kept


@pytest.mark.parametrize("typed", ["two words", "a..b", "https://", "http://[", "-", "x" * 254])
def test_a_host_that_is_none_gets_a_sentence(db: Database, typed: str) -> None:
    with db.begin() as session, pytest.raises(UnusableInvite, match="is no host"):
        invites.create(session, "", typed, NOW)


@pytest.mark.parametrize("days", [0, -1, 400])
def test_an_invite_lasts_a_year_at_most(db: Database, days: int) -> None:
    with pytest.raises(UnusableInvite, match="a year at most"):
        made(db, lasts=timedelta(days=days))


@pytest.mark.parametrize("note", ["x" * 256, "a\0b"])
def test_a_note_that_cannot_be_kept_gets_a_sentence(db: Database, note: str) -> None:
    with db.begin() as session, pytest.raises(UnusableInvite, match="note"):
        invites.create(session, note, "", NOW)
