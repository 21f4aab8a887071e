"""The oracle without the real tools: its cases can be answered, and a wrong answer is found."""

from __future__ import annotations

import json

import pytest

from tests.oracle import new_airflow, new_dagster
from tests.oracle.__main__ import MAKERS, main
from tests.oracle.asking import Answers
from tests.oracle.comparing import compare, solved

OTHERWISE = {"run": "another answer"}


def new_cases(engine, count=60):
    return [MAKERS[engine]("1", number) for number in range(count)]


def agreeing(engine, cases):
    return Answers("0.0", solved(engine, cases))


def mistaken_about_number_11(engine, cases):
    answers = solved(engine, cases)
    return Answers("0.0", answers | {name: OTHERWISE for name in answers if name.endswith("1-11")})


def mistaken_at_first(engine, cases):
    """Among all the cases; asked again about one it says something else."""
    return (mistaken_about_number_11 if len(cases) > 1 else agreeing)(engine, cases)


@pytest.fixture
def ask(tmp_path, capsys):
    def ask(oracle):
        wrong = tmp_path / "wrong.json"
        status = main(["--cases", "12", "--disagreements", str(wrong)], oracle)
        kept = json.loads(wrong.read_text()) if wrong.exists() else None
        return status, capsys.readouterr().out, kept

    return ask


@pytest.mark.parametrize("engine", MAKERS)
def test_new_cases_are_answered_whatever_is_in_them(engine):
    cases = new_cases(engine)
    assert list(solved(engine, cases)) == [case["id"] for case in cases]


@pytest.mark.parametrize("make", MAKERS.values())
def test_the_same_seed_asks_the_same_and_another_asks_something_else(make):
    first, again, other = (make(seed, 7) | {"id": ""} for seed in "112")
    assert first == again != other


def test_dagster_is_asked_about_every_event_and_whatever_can_be_said_of_a_run():
    events = [event for case in new_cases("dagster", 300) for event in case["events"]]
    assert {event["op"] for event in events} == set(new_dagster.EVENTS)
    assert {"fail", "data_versions", "partition"} <= {key for event in events for key in event}


def test_airflow_is_asked_about_every_rule_every_kind_of_task_and_every_way_to_clear():
    cases = new_cases("airflow", 300)
    tasks = [task for case in cases for task in case["tasks"].values()]
    rules = {"all_success", "all_done_setup_success", *new_airflow.RULES}
    assert {task["trigger_rule"] for task in tasks} == rules
    assert {task["kind"] for task in tasks} == {"task", "branch", "short_circuit"}
    clears = [case["clear"] for case in cases if "clear" in case]
    assert len({(clear["downstream"], clear["only_failed"]) for clear in clears}) == 4


def test_a_run_in_which_all_agree_says_so_and_succeeds(ask):
    status, said, kept = ask(agreeing)
    assert "| dagster 0.0 | unpartitioned | 10 | 10 | 0 |" in said
    assert "| airflow 0.0 | setup_teardown | 1 | 1 | 0 |" in said
    assert (status, kept) == (0, None)


def test_a_single_other_answer_is_counted_kept_and_fails(ask):
    status, said, kept = ask(mistaken_about_number_11)
    assert "| dagster 0.0 | partitioned | 2 | 1 | 0 |" in said
    assert [each["case"]["id"] for each in kept] == ["p1-11", "r1-11"]
    assert all(set(map(str, each["theirs"])) == {str(OTHERWISE)} for each in kept)
    assert all(each["ours"] != OTHERWISE for each in kept)
    assert status == 1


def test_a_tool_that_answers_the_same_case_now_so_and_now_so_is_no_disagreement(ask):
    status, said, kept = ask(mistaken_at_first)
    assert "| airflow 0.0 | trigger_rules | 11 | 11 | 1 |" in said
    assert (status, kept) == (0, None)


def test_a_tool_that_gives_no_answer_has_not_agreed():
    cases = new_cases("dagster", 3)
    assert len(compare("dagster", cases, lambda *_: Answers("0.0", {})).wrong) == 3
