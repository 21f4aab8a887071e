"""Whatever is sent is an answer that fits its question, or is refused in words."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.errors import Malformed
from quizzes.items.answering import Offer, read_answer
from quizzes.items.item import Answer
from tests.quizzes.items.a_quiz import ASKED, JSON, an_item, an_item_of, answers_to, chose

every_type = pytest.mark.parametrize("asks", ASKED)


def test_an_answer_that_fits_is_read():
    assert read_answer(Offer.of(an_item()), {"item_id": "q1", "chosen": ["b", "a"]}) == chose("ab")


def test_an_answer_may_be_empty_and_name_a_choice_twice():
    assert read_answer(Offer.of(an_item()), {"item_id": "q1", "chosen": []}) == chose("")
    assert read_answer(Offer.of(an_item()), {"item_id": "q1", "chosen": ["a", "a"]}) == chose("a")


@every_type
@given(data=st.data())
def test_everything_that_can_be_chosen_is_an_answer(asks, data):
    chosen = data.draw(answers_to(ASKED[asks]))
    read = read_answer(Offer.of(an_item_of(asks)), {"item_id": "q1", "chosen": sorted(chosen)})
    assert read == Answer("q1", chosen)


@pytest.mark.parametrize(
    ("data", "complaint"),
    [
        ({"item_id": "q2", "chosen": []}, "This answers another question."),
        ({"item_id": "q1", "chosen": ["x"]}, "'x' cannot be chosen here."),
        ({"item_id": "q1", "chosen": ["s"]}, "'s' cannot be chosen here."),
        ({"item_id": "q1", "chosen": ["a="]}, "'a=' cannot be chosen here."),
        ({"item_id": "q1", "chosen": [""]}, "'' cannot be chosen here."),
        ({"item_id": "q1", "chosen": ["a"] * 9}, "At most 8 can be chosen."),
        ({"item_id": "q1", "chosen": ["a" * 129]}, "Longer than maximum length 128."),
        ({"item_id": "q" * 65, "chosen": []}, "Longer than maximum length 64."),
        ({"item_id": "q1", "chosen": "abc"}, "Not a valid list."),
        ({"item_id": "q1", "chosen": [1]}, "Not a valid string."),
        ({"item_id": "q1", "chosen": [["a"]]}, "Not a valid string."),
        ({"item_id": "q1", "chosen": [None]}, "Field may not be null."),
        ({"item_id": "q1", "chosen": None}, "Field may not be null."),
        ({"item_id": "q1"}, "Missing data for required field."),
        ({"chosen": []}, "Missing data for required field."),
        ({"item_id": "q1", "chosen": [], "points": 3}, "Unknown field."),
        ([], "Invalid input type."),
        ("q1", "Invalid input type."),
        (None, "Invalid input type."),
    ],
)
def test_an_answer_that_does_not_fit_is_refused_in_words(data, complaint):
    with pytest.raises(Malformed) as refused:
        read_answer(Offer.of(an_item()), data)
    assert str(refused.value) == complaint


@pytest.mark.parametrize(
    ("asks", "chosen", "complaint"),
    [
        ("paint_nodes", ["a=Stale", "a=Fresh"], "Only one can be chosen for a."),
        ("paint_nodes", ["a=Late"], "'a=Late' cannot be chosen here."),
        ("paint_nodes", ["a"], "'a' cannot be chosen here."),
        ("run_state", ["run=success", "d", "run=failed"], "Only one can be chosen for run."),
        ("choose_one", ["answer=x", "answer=y"], "Only one can be chosen for answer."),
        ("two_reruns", ["c=airflow"], "'c=airflow' cannot be chosen here."),
    ],
)
def test_more_than_one_choice_or_one_that_is_not_offered_is_refused(asks, chosen, complaint):
    with pytest.raises(Malformed) as refused:
        read_answer(Offer.of(an_item_of(asks)), {"item_id": "q1", "chosen": chosen})
    assert str(refused.value) == complaint


@every_type
@given(data=st.data())
def test_whatever_is_sent_is_an_answer_or_is_refused(asks, data):
    item = an_item_of(asks)
    choices = st.lists(st.sampled_from(sorted(item.scenario.choices)))
    sent = data.draw(
        JSON
        | st.fixed_dictionaries({"item_id": JSON | st.just("q1"), "chosen": JSON | st.lists(JSON)})
        | st.fixed_dictionaries({"item_id": st.just("q1"), "chosen": choices})
    )
    with suppress(Malformed):
        answer = read_answer(Offer.of(item), sent)
        assert answer.item_id == item.id
        assert answer.chosen <= item.scenario.choices
        assert all(
            place.many or len(place.chosen(answer.chosen)) <= 1 for place in item.scenario.places
        )
        assert 0 <= item.earned(answer) <= item.points
        assert len(item.marks(answer)) == len(item.scenario.places)
