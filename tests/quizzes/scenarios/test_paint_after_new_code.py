"""New code was deployed, and at most a part rebuilt: every status is asked for."""

import re
from itertools import pairwise

from quizzes.orchestrators.events import AddDep, Materialize, SetCodeVersion
from quizzes.orchestrators.ledger import Status
from quizzes.orchestrators.staleness import statuses
from quizzes.scenarios.assets.paint_after_new_code import DIFFICULTY, ask, draw
from quizzes.scenarios.assets.statuses import NOT_FRESH
from tests.support.seeds import seeds

SEEDS = seeds(100, 20)
INCIDENTS = [draw("A", seed) for seed in SEEDS]
BOTH = [(about, ask(about)) for about in INCIDENTS]


def painted(scenario):
    return {place.name: next(iter(place.right)) for place in scenario.places}


def sent(place):
    return f"{place.name}={next(iter(place.right))}"


def test_every_asset_that_is_built_here_is_to_be_painted_and_no_source_is():
    for _, scenario in BOTH:
        built = {asset.name for asset in scenario.pipeline.assets if not asset.external}
        assert scenario.place_names == built
        for place in scenario.places:
            assert [option.value for option in place.options] == ["Missing", "Stale", "Fresh"]
            assert not place.many


def test_the_key_is_what_the_engine_says():
    for about, scenario in BOTH:
        found = statuses(about.pipeline, about.events)
        assert painted(scenario) == {
            name: found[name].status.value for name in scenario.place_names
        }


def test_two_or_three_are_not_fresh_and_something_is_stale_by_its_code():
    for about, scenario in BOTH:
        assert NOT_FRESH[0] <= sum(said != "Fresh" for said in painted(scenario).values())
        assert NOT_FRESH[1] >= sum(said != "Fresh" for said in painted(scenario).values())
        causes = [cause for found in about.chronicle.statuses.values() for cause in found.causes]
        assert any(cause.category == "CODE" for cause in causes)


def test_whoever_takes_a_bump_for_done_and_its_children_for_stale_answers_otherwise():
    for about, scenario in BOTH:
        wrong = {each.name: each.answer for each in scenario.misreadings}
        waiting = {
            name
            for name, found in about.chronicle.statuses.items()
            if any(cause.category == "CODE" for cause in found.causes)
        }
        children = {child for name in waiting for child in scenario.pipeline.children(name)}
        stale = {f"{name}=Stale" for name in children if name in about.now.records}
        assert stale <= wrong["new_code_stales_the_children"]
        assert wrong["staleness_is_transitive"] > {
            sent(place) for place in scenario.places if place.right == {"Stale"}
        }


def test_every_wrong_answer_paints_everything():
    for _, scenario in BOTH:
        for wrong in scenario.misreadings:
            assert len(wrong.answer) == len(scenario.places)


def test_what_is_missing_was_deployed_in_the_morning_and_nothing_reads_it():
    seen = 0
    for about, scenario in BOTH:
        for name, said in painted(scenario).items():
            new = {event.asset for event in about.events if isinstance(event, AddDep)}
            assert (said == "Missing") == (name in new)
            if name in new:
                seen += 1
                assert not scenario.pipeline.children(name)
                assert "never built" in scenario.notes[name]
                told = f"A new asset was deployed: {name} (code version 1), which reads "
                assert [line.at for line in scenario.log if line.text.startswith(told)]
    assert SEEDS[-1] / 4 < seen < SEEDS[-1] * 3 / 4


def test_the_log_tells_of_every_new_version_and_every_run():
    for about, scenario in BOTH:
        assert scenario.log[0].text == "The nightly run built everything."
        for line, step in zip(scenario.log[1:], about.steps[1:], strict=True):
            for event in step:
                match event:
                    case SetCodeVersion(asset, version):
                        assert re.search(rf"\b{asset}\b.*\b{version}\b", line.text)
                    case Materialize(assets):
                        assert line.text.startswith(assets[0])


def test_a_reason_begins_with_the_status_and_names_a_cause():
    for about, scenario in BOTH:
        for place in scenario.places:
            assert place.why.startswith(f"{next(iter(place.right))}: ")
            assert 1 <= len(re.findall(r"\.(?: |$)", place.why)) <= 2
            for cause in about.chronicle.statuses[place.name].causes:
                assert (cause.dep or f"{place.name}'") in place.why


def test_a_path_leads_from_the_cause_to_what_is_stale_and_there_is_none_elsewhere():
    for _, scenario in BOTH:
        for place in scenario.places:
            assert bool(place.path) == (place.right == {Status.STALE.value})
            if place.path:
                assert place.path[-1] == place.name
            for above, below in pairwise(place.path):
                assert above in scenario.pipeline.parents(below)


def test_each_is_as_hard_as_declared_and_none_is_like_another():
    assert all(DIFFICULTY.fits(scenario) for _, scenario in BOTH)
    assert len({(scenario.pipeline, scenario.log) for _, scenario in BOTH}) == len(BOTH)
