"""Whatever the real Airflow answered, the engine answers: every case, every task, every clear."""

import json
from pathlib import Path

from quizzes.orchestrators.airflow_cases import clear_of, dag_of, solve
from quizzes.orchestrators.clearing import cleared
from quizzes.orchestrators.task_runs import first_run

ALL = json.loads((Path(__file__).parents[2] / "data" / "airflow_cases.json").read_bytes())["cases"]
CLEARED = [case for case in ALL if "clear" in case]
UNSTABLE = {case["id"] for case in CLEARED if not case["after_clear_stable"]}


def test_all_357_recorded_cases_are_here_with_108_clears():
    assert len(ALL) == 357
    assert len(CLEARED) == 108


def test_the_real_airflow_answered_five_clears_now_this_way_and_now_that():
    assert {"r1172", "r1180", "r1226", "r1236", "r1360"} == UNSTABLE


def test_the_engine_agrees_on_every_state_every_try_and_every_run():
    answers = {case["id"]: solve(case) for case in ALL}
    wrong = [
        case["id"]
        for case in ALL
        if any(answers[case["id"]][part] != case["first_run"][part] for part in case["first_run"])
    ]
    assert wrong == []


def test_the_engine_clears_the_same_tasks():
    wrong = [
        case["id"]
        for case in CLEARED
        if cleared(first_run(dag_of(case)), clear_of(case)) != tuple(case["cleared"])
    ]
    assert wrong == []


def test_the_engine_agrees_on_what_came_after_every_clear_that_has_one_answer():
    wrong = {case["id"] for case in CLEARED if solve(case)["after_clear"] != case["after_clear"]}
    assert wrong <= UNSTABLE
