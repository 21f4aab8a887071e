"""A sentence is English, and can be said in any language that has its message."""

import copy
import json
import pickle

import pytest

from quizzes.saying import as_json, from_json, in_language, joined, listed, say, say_number

GERMAN = {
    "{name} was built at {at}": "{at} Uhr wurde {name} gebaut",
    "Stale: {why}.": "Veraltet: {why}.",
    "{some} and {last}": "{some} und {last}",
    "{number} section": ("{number} Abschnitt", "{number} Abschnitte"),
}


class German:
    """A catalogue with a few messages."""

    def gettext(self, message):
        return GERMAN.get(message, message)

    def ngettext(self, one, many, number):
        return GERMAN.get(one, (one, many))[number != 1]


BUILT = say("{name} was built at {at}", name="orders", at="09:10")
STALE = say("Stale: {why}.", why=joined("; ", [BUILT, listed(["a", "b", "c"])]))
SECTIONS = [say_number("{number} section", "{number} sections", number) for number in (0, 1, 2)]


def test_a_sentence_is_its_english_words():
    assert BUILT == "orders was built at 09:10"
    assert STALE == "Stale: orders was built at 09:10; a, b and c."
    assert SECTIONS == ["0 sections", "1 section", "2 sections"]


def test_a_catalogue_may_put_the_words_in_another_order_and_translates_what_stands_in_them():
    assert in_language(German(), STALE) == "Veraltet: 09:10 Uhr wurde orders gebaut; a, b und c."


def test_a_number_chooses_the_form_of_the_other_language():
    said = [in_language(German(), each) for each in SECTIONS]
    assert said == ["0 Abschnitte", "1 Abschnitt", "2 Abschnitte"]


def test_what_has_no_translation_and_what_is_no_sentence_is_said_as_it_is():
    assert in_language(German(), say("Fresh: {why}.", why="x")) == "Fresh: x."
    assert in_language(German(), "orders {name}") == "orders {name}"


@pytest.mark.parametrize(
    "again",
    [
        lambda said: from_json(json.loads(json.dumps(as_json(said)))),
        copy.deepcopy,
        lambda said: pickle.loads(pickle.dumps(said)),
    ],
)
@pytest.mark.parametrize("said", [BUILT, STALE, *SECTIONS])
def test_a_copy_can_be_said_in_other_languages_too(said, again):
    assert again(said) == said
    assert in_language(German(), again(said)) == in_language(German(), said)


def test_what_stands_in_braces_in_a_name_is_not_looked_at():
    assert say("{name} is stale", name="{at}") == "{at} is stale"
    assert in_language(German(), listed(["{some}", "{"])) == "{some} und {"


@pytest.mark.parametrize("kept", [None, True, 1.5, [], {"say": "x"}, {"with": {}}])
def test_what_was_not_kept_as_a_sentence_is_refused(kept):
    with pytest.raises((KeyError, ValueError)):
        from_json(kept)


def test_names_are_listed_as_a_sentence_does():
    assert [listed(names) for names in ("a", "ab", "abc")] == ["a", "a and b", "a, b and c"]
