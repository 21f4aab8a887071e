"""New code, new data and other inputs: which of them makes an asset stale?"""

import re
from itertools import pairwise

from quizzes.items.item import Answer, Item
from quizzes.orchestrators.events import AddDep, RemoveDep
from quizzes.scenarios.assets import stale_causes
from tests.quizzes.scenarios.by_hand import causes_by_hand
from tests.support.seeds import seeds

SEEDS = seeds(100, 20)
INCIDENTS = [stale_causes.draw("A", seed) for seed in SEEDS]
SCENARIOS = [stale_causes.ask(about) for about in INCIDENTS]
BOTH = list(zip(INCIDENTS, SCENARIOS, strict=True))


def other_inputs(about):
    """The one event that adds or removes a dependency."""
    found = [event for event in about.events if isinstance(event, AddDep | RemoveDep)]
    assert len(found) == 1
    return found[0]


def test_the_right_labels_are_the_causes():
    for about, scenario in BOTH:
        causes = causes_by_hand(about)
        assert {place.name: set(place.right) for place in scenario.places} == {
            name: causes[name] for name in scenario.place_names
        }


def test_everything_stale_is_asked_about_and_something_fresh_besides():
    for about, scenario in BOTH:
        assert len(scenario.places) == 4
        assert about.now.stale() < scenario.place_names
        assert {place.name for place in scenario.places if place.right} == about.now.stale()


def test_causes_are_of_several_kinds():
    kinds = [{sent.split("=")[1].split(":")[0] for sent in each.key} for each in SCENARIOS]
    assert all(len(found) > 1 for found in kinds)
    assert set().union(*kinds) == {"CODE", "DATA", "DEPENDENCIES"}


def test_an_asset_may_have_several_causes():
    several = [each for each in SCENARIOS if any(len(place.right) > 1 for place in each.places)]
    assert len(several) > len(SEEDS) / 5


def test_every_asset_offers_its_code_and_the_data_of_each_parent():
    for scenario in SCENARIOS:
        for place in scenario.places:
            data = {f"DATA:{dep}" for dep in scenario.pipeline.parents(place.name)}
            assert place.many
            assert {"CODE", *data} <= place.choices.keys()
            assert all(option.words for option in place.options)


def test_a_changed_dependency_is_offered_where_it_changed_and_a_step_further_down():
    for about, scenario in BOTH:
        change = other_inputs(about)
        for place in scenario.places:
            offered = {value for value in place.choices if value.startswith("DEPENDENCIES:")}
            if place.name == change.asset:
                assert offered == {f"DEPENDENCIES:{change.dep}"}
            elif place.name in about.now.pipeline.children(change.asset):
                assert offered == {f"DEPENDENCIES:{change.asset}"}
            else:
                assert offered == set()


def test_the_log_tells_of_the_other_inputs_and_that_the_code_version_stays():
    for about, scenario in BOTH:
        change = other_inputs(about)
        what = "also read" if isinstance(change, AddDep) else "stop reading"
        told = " ".join(line.text for line in scenario.log)
        assert re.search(
            rf"{change.asset} {what} {change.dep}; its code version is still \d\.", told
        )


def test_the_graph_is_shown_as_it_is_now():
    for about, scenario in BOTH:
        change = other_inputs(about)
        reads = change.dep in scenario.pipeline.parents(change.asset)
        assert reads == isinstance(change, AddDep)
        told = re.search(rf"reads [^;]*\b{change.dep}\b", scenario.notes[change.asset])
        assert bool(told) == reads


def test_the_reasons_name_each_cause():
    words = {
        "CODE": r"code is now version \d, and its last build used version \d",
        "DATA": r"{0} has (had a new data version since|data version v2)",
        "DEPENDENCIES": r"has (not )?read {0} since ..:.., but its last build, at ..:.., did",
    }
    for scenario in SCENARIOS:
        for place in scenario.places:
            assert place.why.startswith("Stale: " if place.right else "Fresh: ")
            for label in place.right:
                kind, _, dep = label.partition(":")
                assert re.search(words[kind].format(dep), place.why)


def test_what_ran_in_vain_is_said_to_have_had_the_code_of_that_time():
    said = 0
    again = re.compile(r"(\w+) was rebuilt at (..:..) with the same code \(version (\d)\)")
    for about, scenario in BOTH:
        for place in scenario.places:
            for name, at, version in again.findall(place.why):
                before = sum(map(len, about.steps[: about.times.index(at)]))
                then = about.history[before]
                assert then.pipeline.asset(name).code_version == version
                assert then.data_version(name) == about.now.data_version(name)
                said += 1
    assert said > len(SEEDS) / 2


def test_the_way_from_the_cause_leads_along_the_graph():
    for scenario in SCENARIOS:
        for place in scenario.places:
            assert bool(place.path) == bool(place.right)
            assert all(a in scenario.pipeline.parents(b) for a, b in pairwise(place.path))


def test_who_takes_every_run_for_a_change_labels_the_data_of_what_ran_in_vain():
    for scenario in SCENARIOS:
        wrong = {each.name: each.answer for each in scenario.misreadings}
        assert {"every_run_changes_data", "staleness_is_transitive", "newer_means_stale"} <= set(
            wrong
        )
        more = wrong["every_run_changes_data"] - scenario.key
        assert more
        assert all("=DATA:" in sent for sent in more)
        item = Item("q", 1, scenario)
        assert all(item.earned(Answer("q", answer)) < 1 for answer in wrong.values())


def test_every_scenario_is_as_hard_as_declared():
    assert all(map(stale_causes.DIFFICULTY.fits, SCENARIOS))
