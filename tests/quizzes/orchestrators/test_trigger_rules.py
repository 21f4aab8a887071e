"""Every trigger rule, by what its parents have come to so far."""

import pytest

from quizzes.orchestrators.trigger_rules import RULES, Parents, State

LETTERS = {
    "s": State.SUCCESS,
    "f": State.FAILED,
    "u": State.UPSTREAM_FAILED,
    "k": State.SKIPPED,
    "r": State.RUNNING,
}
NAMES = {
    "runs": State.SCHEDULED,
    "waits": State.NONE,
    "skipped": State.SKIPPED,
    "upstream_failed": State.UPSTREAM_FAILED,
}


def states(letters):
    return tuple(LETTERS[letter] for letter in letters)


@pytest.mark.parametrize(
    ("rule", "waits", "runs", "skipped", "upstream_failed"),
    [
        ("all_success", "r sr", "s ss", "k kr sk", "f u fr fk kf fkr"),
        ("all_failed", "r fr ur", "f u fu", "s k sr fk fkr", ""),
        ("all_done", "r sr fr kr", "s f u k sfuk", "", ""),
        ("all_done_min_one_success", "r sr fr", "s sf su", "k kr sk fk", "f u fu"),
        ("all_done_setup_success", "r sr fr", "s f u k sfuk", "", ""),
        ("one_success", "r fr kr", "s sr sf", "k kk", "f u fk"),
        ("one_failed", "r sr kr", "f u fr us", "s k sk", ""),
        ("one_done", "r kr ur", "s f sr fr sk", "k u ku", ""),
        ("none_failed", "r sr kr", "s k sk kk", "", "f u fr fk"),
        ("none_failed_min_one_success", "r sr kr", "s sk", "k kk", "f u fr fk"),
        ("none_skipped", "r sr fr", "s f u sfu", "k kr sk", ""),
        ("all_skipped", "r kr", "k kk", "s f u sr kf", ""),
        ("always", "", "r s f u k", "", ""),
    ],
)
def test_a_rule_waits_runs_skips_or_fails_its_task(rule, waits, runs, skipped, upstream_failed):
    said = {"waits": waits, "runs": runs, "skipped": skipped, "upstream_failed": upstream_failed}
    for name, parents in said.items():
        for letters in parents.split():
            found = RULES[rule].decide(Parents.of(states(letters))).state
            assert found is NAMES[name], (rule, letters)


def test_all_thirteen_rules_of_airflow_are_here_under_their_own_names():
    assert len(RULES) == 13
    assert {name: rule.decide.__name__ for name, rule in RULES.items()} == {n: n for n in RULES}


@pytest.mark.parametrize(
    ("setups", "name"),
    [
        *[(setups, "runs") for setups in ("s", "sf", "sk")],
        *[(setups, "upstream_failed") for setups in ("f", "u", "kf")],
        ("kk", "skipped"),
    ],
)
def test_a_teardown_needs_one_setup_that_succeeded(setups, name):
    parents = Parents.of(states(setups + "f"), states(setups))
    assert RULES["all_done_setup_success"].decide(parents).state is NAMES[name]


def test_a_verdict_names_the_states_that_decided_it():
    decide = RULES["all_success"].decide
    assert State.SKIPPED not in decide(Parents.of(states("skf"))).because
    assert decide(Parents.of(states("sk"))).because == (State.SKIPPED,)
    assert RULES["one_success"].decide(Parents.of(states("sf"))).because == (State.SUCCESS,)
