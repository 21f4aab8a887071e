"""What people get wrong about the tools themselves."""

import re

from quizzes.orchestrators.chronicle import Chronicle
from quizzes.orchestrators.events import Materialize, SetCodeVersion
from quizzes.orchestrators.knowledge import KNOWN_TO, Fact, Tool
from quizzes.orchestrators.misconceptions import about_assets, about_task_runs, about_tools
from quizzes.orchestrators.misconceptions.by_name import OF_STUDENTS, of_students
from quizzes.orchestrators.pipeline import Asset, Pipeline

WRONG = {
    wrong.name: wrong.answer
    for wrong in (*about_tools.ABOUT_KNOWLEDGE, *about_tools.ABOUT_AIRFLOW_S_RERUN)
}
EVERY = {
    wrong.name: wrong
    for about in (about_assets, about_task_runs, about_tools)
    for name, those in vars(about).items()
    if name.startswith("ABOUT_")
    for wrong in those
}


def test_of_every_fact_it_is_said_who_knows_it():
    assert set(KNOWN_TO) == set(Fact)


def test_who_takes_airflow_for_blind_denies_it_what_it_declares():
    wrong = {fact for fact in Fact if WRONG["airflow_is_blind"](fact) != KNOWN_TO[fact]}
    assert wrong == {Fact.LINEAGE, Fact.LAST_UPDATE, Fact.TRIGGERS, Fact.PARTITIONS}


def test_who_lets_dagster_look_into_data_gives_it_what_nobody_knows():
    assert WRONG["dagster_inspects_bytes"](Fact.CONTENT) == {Tool.DAGSTER}
    wrong = {fact for fact in Fact if WRONG["dagster_inspects_bytes"](fact) != KNOWN_TO[fact]}
    assert wrong == {Fact.CONTENT}


def test_who_lets_airflow_know_what_is_stale_has_it_rebuild_as_dagster_would():
    pipeline = Pipeline((Asset("a", (), "1"), Asset("b", ("a",), "1"), Asset("c", (), "1")))
    night = (Materialize(("a", "b", "c")), SetCodeVersion("a", "2"))
    assert WRONG["airflow_knows_what_is_stale"](Chronicle(pipeline, night)) == {"a", "b"}


def test_each_misconception_has_a_name_of_its_own_and_one_sentence_for_the_learner():
    assert len(EVERY) == 18
    for name, wrong in EVERY.items():
        assert name == wrong.name
        assert wrong.sentence.startswith("You may have")
        assert wrong.sentence.count(".") == 1
        assert wrong.sentence.endswith(".")


def test_of_each_misconception_it_is_said_in_the_third_person_too():
    assert set(OF_STUDENTS) == set(EVERY)
    for name in EVERY:
        words = set(re.findall(r"[a-z]+", of_students(name).lower()))
        assert not words & {"you", "your"}, of_students(name)


def test_a_misconception_that_no_engine_has_any_more_is_called_by_its_name():
    assert of_students("gone_with_an_old_pack") == "Gone with an old pack."
