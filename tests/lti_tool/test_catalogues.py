"""The catalogues: every message of the code in every language, with all that stands in it."""

import re

import pytest

from lti_tool import languages
from tests.support import catalogues

TRANSLATED = [language for language in languages.spoken() if language != languages.ENGLISH]
GIVEN = re.compile(r"\{\w+\}|%\(\w+\)s|%(?!\()|</?\w+[^>]*>")
"""What a message is given, and its tags."""

every_language = pytest.mark.parametrize("language", TRANSLATED)


def forms(text):
    return (text,) if isinstance(text, str) else tuple(text)


def given(text):
    """The parts of a message that others must have too; for a possessive, the name itself."""
    return {part.replace("{owner}", "{name}") for part in GIVEN.findall(text)}


def messages(language):
    return [message for message in catalogues.read(language) if message.id]


def test_german_is_spoken():
    assert "de" in TRANSLATED


@every_language
def test_every_message_of_the_code_is_translated_and_none_is_in_doubt(language):
    found = {forms(each.id): each for each in messages(language)}
    said = {forms(each.id) for each in catalogues.said() if each.id}
    assert said - found.keys() == set(), "run `make catalogues`, and translate"
    assert [id_ for id_, each in found.items() if not catalogues.is_done(each)] == []


@every_language
def test_nothing_is_kept_that_nobody_says(language):
    said = {forms(each.id) for each in catalogues.said() if each.id}
    assert {forms(each.id) for each in messages(language)} - said == set()


@every_language
def test_a_translation_has_what_its_message_is_given(language):
    for each in messages(language):
        wanted = [given(form) for form in forms(each.id)]
        for form in forms(each.string):
            assert given(form) in wanted, (each.id, form)


@every_language
def test_a_translation_can_stand_in_an_attribute(language):
    """Templates put words between double quotes, and tags have their own."""
    for each in messages(language):
        for form in forms(each.string):
            assert '"' not in re.sub("<[^>]*>", "", form), each.id


@every_language
def test_a_catalogue_is_as_make_catalogues_writes_it(language):
    catalogue = catalogues.read(language)
    catalogue.update(catalogues.said())
    assert catalogues.file_of(language).read_bytes() == catalogues.written(catalogue)


def test_numbers_have_their_own_form_in_a_language_with_many(monkeypatch, tmp_path):
    (tmp_path / "ar").mkdir()
    (tmp_path / "ar" / "messages.po").write_text("", encoding="utf-8")
    monkeypatch.setattr(languages, "LOCALES", tmp_path)
    with languages.reader("ar"):
        assert set(languages.forms("{number} word", "{number} words")) == {
            *("zero", "one", "two", "few", "many", "other")
        }
    with languages.reader("en"):
        assert languages.forms("{number} word", "{number} words") == {
            "one": "{number} word",
            "other": "{number} words",
        }
