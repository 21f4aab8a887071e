"""The roster: sorted, cut down, searched and cut into pages, in the database."""

import re
from collections.abc import Sequence
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from lti_tool import seats
from lti_tool.instructor.roster import ON_A_PAGE, SHOWS, SORTS, Asked, find
from lti_tool.models import Enrollment, ResourceLink, Seat, User
from lti_tool.models.seats import DONE, NOT_STARTED
from quizzes.db import Database, utcnow
from tests.lti_tool.a_class import Classroom, a_class
from tests.support.forms import PageReader
from tests.support.launching import Client, claims, instructor, read_everything, submit_right
from tests.support.platform import Platform

STUDENTS = 2 * ON_A_PAGE + 20


@pytest.fixture
def classroom(app: Flask) -> Classroom:
    return a_class(app, STUDENTS)


def link_of(database: Database, link_id: int) -> ResourceLink:
    with database.read() as session:
        link = session.get_one(ResourceLink, link_id)
        _ = link.placement.points, link.context.groups_url
        return link


def found(classroom: Classroom, **asked: object) -> list[Seat]:
    """Return the seats of every page of what is asked for."""
    link, rows = link_of(classroom.database, classroom.link_id), []
    with classroom.database.read() as session:
        for page in range(1, 99):
            wanted = find(session, link, Asked(**asked, page=page), utcnow())  # type: ignore[arg-type]
            rows += [row.seat for row in wanted.rows]
            if page >= wanted.pages:
                break
    assert len(rows) == wanted.found
    return rows


def test_pages_show_everybody_once_in_the_order_of_every_column(classroom: Classroom) -> None:
    everybody = {seat.user_id for seat in found(classroom)}
    for sort in SORTS:
        for down in (False, True):
            rows = found(classroom, sort=sort, down=down)
            assert {row.user_id for row in rows} == everybody
            assert len(rows) == len(everybody)
            assert is_sorted(sort_values(sort, rows), down=down), (sort, down)


def sort_values(sort: str, rows: Sequence[Seat]) -> list[object]:
    attribute = {"name": "name_key", "seen": "seen_at", "wrote": "wrote_at"}.get(sort, sort)
    return [getattr(row, attribute) for row in rows]


def is_sorted(values: list[object], *, down: bool) -> bool:
    known = [value for value in values if value is not None]
    unknown_last = values == [*known, *[None] * (len(values) - len(known))]
    return unknown_last and known == sorted(known, reverse=down)  # type: ignore[type-var]


def test_what_is_shown_is_what_it_says(classroom: Classroom) -> None:
    shown = {show: found(classroom, show=show) for show in SHOWS}
    assert all(shown.values())
    assert {seat.status for seat in shown["not-started"]} == {NOT_STARTED}
    assert {seat.status for seat in shown["done"]} == {DONE}
    ids = {show: {seat.user_id for seat in found} for show, found in shown.items()}
    assert ids["done"] | ids["not-done"] == ids["everybody"]
    assert not ids["dropped"] & ids["everybody"]
    assert all(seat.seen_at < utcnow() - timedelta(days=7) for seat in shown["stalled"])
    assert all(not seat.read_at or seat.read_at < seat.wrote_at for seat in shown["unread"])


def test_every_word_of_a_search_is_in_the_name_or_the_address(classroom: Classroom) -> None:
    with classroom.database.read() as session:
        user = session.scalars(select(User).where(User.subject == f"demo-{STUDENTS}-3")).one()
    given, *_, family = user.name.split()
    for search in (user.name.upper(), f"{family} {given}", f"{given} student3@"):
        assert user.id in {seat.user_id for seat in found(classroom, search=search)}
    assert found(classroom, search="100%") == found(classroom, search="_") == []


def test_a_page_of_the_roster_leads_to_the_others_and_keeps_what_was_asked(
    classroom: Classroom,
) -> None:
    page = classroom.page("/students?sort=score&down=1&page=2")
    assert len(PageReader(page).rows) == ON_A_PAGE
    links = dict(PageReader(page).links)
    assert "sort=score" in links["Next"]
    assert "page=3" in links["Next"]
    assert "down=1" in links["Previous"]
    assert 'aria-sort="descending"' in page


def test_a_page_that_is_not_there_is_the_last_one(classroom: Classroom) -> None:
    last = classroom.page("/students?page=3")
    assert PageReader(classroom.page("/students?page=99999")).rows == PageReader(last).rows


@pytest.mark.parametrize("nonsense", ["page=-1", "page=x", "sort=x", "show=x", "page=" + "9" * 50])
def test_an_address_that_makes_no_sense_shows_everybody(
    classroom: Classroom, nonsense: str
) -> None:
    rows = PageReader(classroom.page("/students")).rows
    assert PageReader(classroom.page(f"/students?{nonsense}")).rows == rows


@pytest.mark.parametrize("path", ["", "/students?sort=score&search=a", "/questions", "/exports"])
def test_no_page_takes_many_queries(classroom: Classroom, path: str) -> None:
    classroom.page(path)
    classroom.page(path)  # the first one may still have something to count
    assert 0 < len(classroom.queries) <= 15, "\n".join(classroom.queries)


def test_two_misconceptions_of_a_question_that_are_told_alike_are_shown_as_one(
    classroom: Classroom,
) -> None:
    lists = re.findall('<ul class="misreads">(.*?)</ul>', classroom.page("/questions"), re.DOTALL)
    told = [re.findall("</a> (.*?)</li>", each) for each in lists]
    assert any(len(sentences) > 1 for sentences in told)
    for sentences in told:
        assert len(sentences) == len(set(sentences)), sentences


def test_what_is_written_with_the_work_is_what_counting_anew_finds(
    app: Flask, platform: Platform
) -> None:
    ada, alan = Client(app), Client(app)
    path = ada.open(platform)
    read_everything(ada, path)
    submit_right(ada, path)
    alan.open(platform, claims(platform, sub="student-2", name="Alan Turing"))
    database: Database = app.extensions["database"]
    before = kept(database)
    assert [seat["status"] for seat in before] == [3, 1]
    with database.begin() as session:
        seats.recount(session, session.scalars(select(ResourceLink)).one())
    after = kept(database)
    for seat in (*before, *after):
        seat.pop("done_at")  # with the work a moment later than the work itself
    assert after == before


def kept(database: Database) -> list[dict[str, object]]:
    with database.read() as session:
        return [
            {column.name: getattr(seat, column.name) for column in Seat.__table__.columns}
            for seat in session.scalars(select(Seat).order_by(Seat.user_id))
        ]


def test_who_is_no_longer_in_the_class_list_is_shown_apart(app: Flask, platform: Platform) -> None:
    member = {"user_id": "student-2", "roles": ["Learner"], "name": "Alan Turing"}
    Client(app).open(platform)  # Ada, who is in no class list
    platform.members = [member]
    teacher = Client(app)
    overview = teacher.open(platform, instructor(platform))
    teacher.post(overview + "/refresh")
    assert "Ada" not in teacher.get(overview + "/students").text
    assert "Ada Lovelace" in teacher.get(overview + "/students?show=dropped").text
    assert "1 no longer in the class" in teacher.get(overview).text
    assert "0 of 1 complete" in teacher.get(overview).text


def test_who_comes_to_teach_loses_the_seat(app: Flask, platform: Platform) -> None:
    Client(app).open(platform)
    database: Database = app.extensions["database"]
    assert len(kept(database)) == 1
    with database.begin() as session:
        session.scalars(select(Enrollment)).one().is_staff = True
    with database.begin() as session:
        seats.recount(session, session.scalars(select(ResourceLink)).one())
    assert kept(database) == []


def test_names_that_were_kept_back_are_said_by_number(app: Flask, platform: Platform) -> None:
    Client(app).open(platform, claims(platform, name=None, email=None))
    teacher = Client(app)
    page = teacher.get(teacher.open(platform, instructor(platform)) + "/students").text
    assert re.search(r">Student student-1<", page)


def test_what_a_student_wrote_is_to_be_read_until_somebody_of_the_staff_looks(
    app: Flask, platform: Platform
) -> None:
    ada, teacher = Client(app), Client(app)
    read_everything(ada, ada.open(platform))
    overview = teacher.open(platform, instructor(platform))
    unread = overview + "/students?show=unread"
    [(_, link)] = [each for each in PageReader(teacher.get(unread).text).links if "Ada" in each[0]]
    assert teacher.get(link).status_code == 200
    assert "Nobody." in teacher.get(unread).text
    read_everything(ada, ada.open(platform))
    assert "Ada Lovelace" in teacher.get(unread).text
