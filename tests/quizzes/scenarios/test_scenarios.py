"""Scenarios of every kind: sound, varied, told and explained by the engine.

`make scenarios` tries hundreds of them.
"""

import re
from itertools import pairwise
from typing import Any

import pytest

from quizzes.errors import MalformedQuiz
from quizzes.orchestrators.ledger import Status
from quizzes.orchestrators.misconceptions.about_assets import (
    ABOUT_REBUILD_ALL,
    ABOUT_STALE_NOW,
    stale_in,
)
from quizzes.orchestrators.pipeline import Asset, Pipeline
from quizzes.orchestrators.staleness import rebuild_plan, statuses
from quizzes.scenarios import Scenario, build
from quizzes.scenarios.assets import incidents
from quizzes.scenarios.assets.kinds import KINDS, kind_of
from quizzes.scenarios.scenario import Misreading, Place, options, picks
from tests.support.seeds import seeds

SEEDS = seeds(80, 16)
INCIDENTS = {(kind, seed): incidents.draw(kind, seed) for kind in KINDS for seed in SEEDS}
STALE_NOW = {which: build("stale_now", *which) for which in INCIDENTS}
REBUILD_ALL = {which: build("rebuild_all", *which) for which in INCIDENTS}
BOTH = [*STALE_NOW.values(), *REBUILD_ALL.values()]


def whys(scenario: Scenario) -> dict[str, str]:
    return {place.name: place.why for place in scenario.places}


def test_no_question_is_like_another():
    assert len(INCIDENTS) == len(KINDS) * len(SEEDS)
    for scenarios in (STALE_NOW, REBUILD_ALL):
        told = {(each.pipeline, each.log) for each in scenarios.values()}
        assert len(told) == len(scenarios)


def test_the_keys_are_what_the_engine_says():
    for which, about in INCIDENTS.items():
        found = statuses(about.pipeline, about.events)
        stale = {name for name, status in found.items() if status.status is Status.STALE}
        assert STALE_NOW[which].key == stale
        plan = rebuild_plan(about.pipeline, about.events, about.pipeline.names)
        assert REBUILD_ALL[which].key == set(plan)


def test_a_key_is_neither_empty_nor_everything():
    assert all(set() < each.key < each.place_names for each in BOTH)


def test_the_two_questions_about_one_incident_have_different_answers():
    assert all(STALE_NOW[which].key != REBUILD_ALL[which].key for which in INCIDENTS)


def test_no_misconception_gets_the_right_answer():
    for which, about in INCIDENTS.items():
        wrong = [stale_in(belief.answer(about.chronicle)) for belief in ABOUT_STALE_NOW]
        assert STALE_NOW[which].key not in wrong
        wrong = [belief.answer(about.chronicle) for belief in ABOUT_REBUILD_ALL]
        assert REBUILD_ALL[which].key not in wrong


def test_both_questions_about_an_incident_show_the_same_graph_and_the_same_log():
    for which in INCIDENTS:
        a, b = STALE_NOW[which], REBUILD_ALL[which]
        assert (a.story, a.pipeline, a.log, a.notes) == (b.story, b.pipeline, b.log, b.notes)
        assert a.prompt != b.prompt
        assert a.rule != b.rule


def test_a_pipeline_has_nine_or_ten_assets_two_of_them_sources():
    for each in BOTH:
        sources = [asset for asset in each.pipeline.assets if asset.external]
        assert 9 <= len(each.pipeline.assets) <= 10
        assert len(sources) == 2
        assert all(asset.task for asset in each.pipeline.assets)


def test_only_what_dagster_builds_can_be_picked_and_every_one_has_a_code_version():
    for each in BOTH:
        for asset in each.pipeline.assets:
            assert asset.external == (asset.name not in each.place_names)
            assert asset.external == (asset.code_version is None)


def test_a_log_has_three_to_six_lines_at_rising_times_and_begins_with_the_night():
    for each in BOTH:
        times = [line.at for line in each.log]
        assert 3 <= len(times) <= 6
        assert times == sorted(set(times))
        assert each.log[0].at == "02:00"
        assert each.log[0].text == "The nightly run built everything."
        assert all(re.fullmatch(r"\d\d:\d\d", at) for at in times)


def test_a_log_tells_every_event_that_the_engine_played():
    for which, about in INCIDENTS.items():
        for line, step in zip(STALE_NOW[which].log[1:], about.steps[1:], strict=True):
            named = {name for name in about.pipeline.names if re.search(rf"\b{name}\b", line.text)}
            happened = {getattr(event, "asset", None) or event.assets[0] for event in step}
            assert happened <= named


def test_a_note_states_what_an_asset_reads_feeds_and_its_code_version():
    for each in BOTH:
        for asset in each.pipeline.assets:
            note, children = each.notes[asset.name], each.pipeline.children(asset.name)
            assert all(name in note for name in (*asset.deps, *children))
            assert asset.external == ("a source from outside" in note)
            assert asset.external == (f"code version {asset.code_version}; last built" not in note)


def test_every_asset_that_can_be_picked_has_a_reason_of_one_or_two_sentences():
    for each in BOTH:
        for why in whys(each).values():
            assert why[-1] == "."
            assert 1 <= len(re.findall(r"\.(?: |$)", why)) <= 2


def test_a_reason_names_the_asset_or_what_it_reads():
    for each in BOTH:
        for name, why in whys(each).items():
            assert any(other in why for other in (name, *each.pipeline.parents(name)))


def test_the_reasons_give_the_key_away_after_the_answer():
    for each in STALE_NOW.values():
        said = {name for name, why in whys(each).items() if why.startswith("Stale: ")}
        assert said == each.key
    for each in REBUILD_ALL.values():
        must = re.compile(r"so it must be rebuilt|must follow")
        assert {name for name, why in whys(each).items() if must.search(why)} == each.key


def test_who_answers_the_other_question_reads_exactly_that():
    for which, scenario in STALE_NOW.items():
        other = REBUILD_ALL[which].key - scenario.key
        told = {name for name, why in whys(scenario).items() if "the other question" in why}
        assert told == other
        for name in other:
            assert re.search(
                rf"{name}'s? parents? ha(s|ve) no new data (yet|since it was built at ..:..)\. "
                "It will need work before things settle, which is the other question.",
                whys(scenario)[name],
            )


def test_a_stale_asset_is_explained_by_each_of_its_causes():
    for which, about in INCIDENTS.items():
        for name in STALE_NOW[which].key:
            for cause in about.now.status(name).causes:
                words = f"{cause.dep} has " if cause.dep else "code is now version"
                assert words in whys(STALE_NOW[which])[name]
                if name in REBUILD_ALL[which].key:
                    assert words in whys(REBUILD_ALL[which])[name]


def test_where_nothing_is_to_do_no_parent_is_rebuilt():
    for scenario in REBUILD_ALL.values():
        for name, why in whys(scenario).items():
            if why.startswith("Nothing to do"):
                assert scenario.key.isdisjoint(scenario.pipeline.parents(name))


@pytest.mark.parametrize(
    ("kind", "happens"),
    [
        ("rebuilt_partway", "was deployed"),
        ("new_source_data", "observed with new data"),
        ("half_released", "A release brought new code for"),
        ("rolled_back", "was rolled back to version"),
        ("run_failed", "failed at"),
    ],
)
def test_each_kind_of_incident_is_told_as_what_it_is(kind, happens):
    for seed in SEEDS:
        assert happens in " ".join(line.text for line in STALE_NOW[kind, seed].log)


def test_something_that_ran_again_without_effect_is_there_as_a_decoy():
    again = re.compile(r"with the same (code|data version)")
    with_one = [each for each in STALE_NOW.values() if again.search(" ".join(whys(each).values()))]
    assert len(with_one) > len(STALE_NOW) * 2 / 3


def test_after_a_rollback_some_of_what_is_stale_needs_no_rebuild():
    which = [which for which in INCIDENTS if which[0] == "rolled_back"]
    settled = [which for which in which if STALE_NOW[which].key - REBUILD_ALL[which].key]
    assert settled == which


def test_a_word_that_names_no_kind_stands_for_one_and_neighbours_for_different_ones():
    assert len({kind_of(letter) for letter in "ABCDE"}) == len(KINDS)
    assert all(kind_of(name) is kind for name, kind in KINDS.items())
    assert build("stale_now", "A", 1) != build("stale_now", "B", 1)


def test_the_way_from_the_cause_leads_along_the_graph_to_what_is_right():
    for each in BOTH:
        for place in each.places:
            assert bool(place.path) == bool(place.right)
            assert not place.path or place.path[-1] == place.name
            for above, below in pairwise(place.path):
                assert above in each.pipeline.parents(below)


def test_the_way_begins_where_something_changed():
    for which, about in INCIDENTS.items():
        for scenario in (STALE_NOW[which], REBUILD_ALL[which]):
            for place in scenario.places:
                for name in place.path[:1]:
                    changed = about.now.pipeline.asset(name) != about.pipeline.asset(name)
                    told = {event.asset for event in about.events if not hasattr(event, "assets")}
                    assert changed or name in told


@pytest.mark.parametrize(
    "changes",
    [
        {"places": picks("a", "", {"a": ""})},
        {"places": picks("aa", "a", {"a": ""})},
        {"places": picks("x", "x", {"x": "No node, and no words."})},
        {"places": (Place("a", options("12"), frozenset("12"), ""),)},
        {"places": (Place("a", options("12"), frozenset("3"), ""),)},
        {"places": (Place("a", options("11"), frozenset("1"), ""),)},
        {"places": (Place("a", options(["1 2"]), frozenset(["1 2"]), ""),)},
        {"places": (Place("a", options("1"), frozenset("1"), "", given=("b",)),)},
        {"places": (Place("a", options("1"), frozenset("1"), "", path=("b", "a")),)},
        {"notes": {"a": ""}},
        {"notes": {"s": "", "a": "", "b": ""}},
        {"badges": {"b": "new"}},
        {"misreadings": (Misreading("?", "?", frozenset("s")),)},
    ],
)
def test_a_scenario_that_contradicts_itself_is_refused(changes):
    assert a_scenario().key == {"a"}
    with pytest.raises(MalformedQuiz):
        a_scenario(**changes)


def a_scenario(**changes: Any) -> Scenario:
    given: dict[str, Any] = {
        "asks": "pick_nodes",
        "story": "",
        "pipeline": Pipeline((Asset("s", external=True), Asset("a", ("s",), "1"))),
        "log": (),
        "prompt": "?",
        "rule": "",
        "places": picks("a", "a", {"a": "Because."}),
        "notes": {"s": "", "a": ""},
    }
    return Scenario(**given | changes)
