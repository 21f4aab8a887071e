"""In which language a page is, and what is said in it."""

import re
from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from lti_tool import formats, languages
from lti_tool.models import Score
from lti_tool.platforms.claims import CLAIM
from tests.support.launching import TOOL, Client, claims, instructor, submit_right

pytestmark = pytest.mark.words

PRESENTATION = CLAIM + "launch_presentation"
GERMAN = 'msgid "Dagster marks nothing Stale."\nmsgstr "Für Dagster ist nichts Stale."\n'
FRESH_IN = {
    "en": "Dagster marks nothing Stale.",
    "de": "Für Dagster ist nichts Stale.",
    "ar": "Dagster marks nothing Stale.",
}
LAB = "lab/tasks-vs-assets"


@pytest.fixture(autouse=True)
def catalogues(tmp_path, monkeypatch):
    """German with one message, and Arabic without any."""
    for language, messages in {"de": GERMAN, "ar": ""}.items():
        (tmp_path / language).mkdir()
        (tmp_path / language / "messages.po").write_text(messages, encoding="utf-8")
    monkeypatch.setattr(languages, "LOCALES", tmp_path)


def opened(client, platform, locale=None, **more):
    """The path of the activity, for somebody who has the LMS in this language."""
    sent = {"locale": locale, "document_target": "iframe"} if locale else {}
    return client.open(platform, claims(platform, **more) | {PRESENTATION: sent})


def language(answer) -> tuple[str, str]:
    return re.search(r'<html lang="([\w-]+)" dir="(\w+)"', answer.text).groups()


def lab(client, path, **options):
    """The lab's page; its first sentence is one that the catalogues are asked for."""
    answer = client.get(path + LAB, **options)
    found = language(answer)[0]
    assert FRESH_IN[found] in answer.text
    return found


@pytest.mark.parametrize(
    ("locale", "spoken"),
    [
        *((locale, "de") for locale in ("de", "de-AT", "de_CH", "DE", "de_du")),
        *((locale, "en") for locale in ("fr", "en-GB")),
    ],
)
def test_a_page_is_in_the_language_of_the_lms_as_far_as_we_speak_it(app, platform, locale, spoken):
    client = Client(app)
    assert lab(client, opened(client, platform, locale)) == spoken


def test_without_a_word_of_the_lms_the_browser_says_it(app, platform):
    client = Client(app)
    path = opened(client, platform)
    assert lab(client, path, headers={"Accept-Language": "fr, de;q=0.8"}) == "de"
    assert lab(client, path) == "en"


@pytest.mark.parametrize("locale", ["$Person.locale", "x" * 400, "../../etc", "", None])
def test_what_is_no_language_is_nobodys_wish(app, platform, locale):
    client = Client(app)
    path = client.open(platform, claims(platform) | {PRESENTATION: {"locale": locale}})
    assert lab(client, path) == "en"


def test_a_language_that_somebody_chose_goes_before_that_of_the_lms(app, platform):
    client = Client(app)
    path = opened(client, platform, "de")
    answer = client.post(path + "language", {"language": "en"})
    assert (answer.status_code, answer.location) == (303, path)
    assert lab(client, path) == "en"
    assert lab(client, opened(client, platform, "de")) == "en"


def test_the_page_where_a_language_was_chosen_comes_back_and_no_other_site(app, platform):
    client = Client(app)
    path = opened(client, platform, "de")
    for referrer, back in [
        (f"{TOOL}{path}{LAB}?did=run", f"{path}{LAB}?did=run"),
        ("http://elsewhere.example" + path, path),
        (f"{TOOL}/admin", path),
    ]:
        answer = client.post(path + "language", {"language": "en"}, headers={"Referer": referrer})
        assert answer.location.removeprefix(TOOL) == back


def test_a_language_that_we_do_not_speak_is_not_chosen(app, platform):
    client = Client(app)
    path = opened(client, platform, "de")
    assert client.post(path + "language", {"language": "tlh"}).status_code == 303
    assert lab(client, path) == "de"


def test_arabic_is_written_from_the_right(app, platform):
    client = Client(app)
    assert language(client.get(opened(client, platform, "ar"))) == ("ar", "rtl")
    assert language(client.get(opened(client, platform, "de"))) == ("de", "ltr")


def test_other_languages_are_offered_by_their_own_names(app, platform):
    client = Client(app)
    page = client.get(opened(client, platform, "de")).text
    assert '<button class="quiet" name="language" value="en" lang="en">English</button>' in page
    assert ">العربية</button>" in page
    assert ">Deutsch</button>" not in page


def test_one_language_alone_is_no_choice(app, platform, tmp_path, monkeypatch):
    monkeypatch.setattr(languages, "LOCALES", tmp_path / "empty")
    client = Client(app)
    assert 'name="language"' not in client.get(opened(client, platform, "de")).text


def test_pages_that_are_english_only_say_so_and_offer_no_other_language(app, platform):
    client = Client(app)
    sent = instructor(platform) | {PRESENTATION: {"locale": "ar"}}
    page = client.get(client.open(platform, sent))
    assert language(page) == ("en", "ltr")
    assert 'name="language"' not in page.text
    assert language(client.get("/admin", headers={"Accept-Language": "ar"})) == ("en", "ltr")


def test_who_would_rather_read_english_gets_a_pack_that_has_german_in_english(app, platform):
    client = Client(app)
    path = client.open(platform)
    page = client.get(path, headers={"Accept-Language": "en-US, de;q=0.5"}).text
    assert "<h1>Airflow vs Dagster" in page


def test_a_comment_in_the_gradebook_is_in_the_language_of_its_student(app, platform, monkeypatch):
    monkeypatch.undo()  # with the German that there is
    client = Client(app)
    submit_right(client, opened(client, platform, "de"))
    with app.extensions["database"].read() as session:
        assert session.scalars(select(Score.comment)).one().startswith("Fragen 100 % (16 von 16)")


def test_numbers_and_dates_are_written_as_in_the_readers_country():
    at = datetime(2026, 11, 28, 9, 41, tzinfo=UTC)
    for wishes, date, number in [
        (("de-CH",), "28.11.2026, 09:41 UTC", "1\u2019234.5"),
        (("de",), "28.11.2026, 09:41 UTC", "1.234,5"),
        (("en",), "28 Nov 2026, 09:41 UTC", "1,234.5"),
        (("en-US",), "Nov 28, 2026, 9:41\u202fAM UTC", "1,234.5"),
    ]:
        with languages.reader(*wishes):
            assert (formats.moment(at), formats.number(1234.5)) == (date, number)
