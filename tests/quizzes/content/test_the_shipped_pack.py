"""The pack "tasks-vs-assets": complete, in the seed's order, and true."""

import re
from collections.abc import Callable
from html import unescape
from itertools import product

import pytest

from quizzes.content import catalogue
from quizzes.content.activity import Figure, Question, Section
from quizzes.orchestrators.clearing import Clear, cleared
from quizzes.orchestrators.dags import Dag, Outcome, Task
from quizzes.orchestrators.events import Event, Materialize, Observe, SetCodeVersion
from quizzes.orchestrators.ledger import Status
from quizzes.orchestrators.pipeline import Pipeline
from quizzes.orchestrators.run_states import RunState, result
from quizzes.orchestrators.staleness import play, rebuild_plan, statuses
from quizzes.orchestrators.task_runs import first_run
from quizzes.orchestrators.trigger_rules import FAILURES, RULES, Parents, State
from quizzes.scenarios import BUILDERS

ACTIVITY = catalogue.load("tasks-vs-assets")
SECTIONS = {section.id: section for section in ACTIVITY.sections}
BUILT = [question for question in ACTIVITY.questions if isinstance(question, Question)]


def words(html: str) -> str:
    """What a reader sees of some HTML, on one line."""
    apart = re.sub(r"</(p|li|h3|th|td)>", " ", html)
    return " ".join(unescape(re.sub(r"<[^>]+>", "", apart)).split())


READING = words(" ".join(section.html for section in ACTIVITY.sections))


def the_figure() -> Figure:
    figure = SECTIONS["tasks-vs-assets"].figure
    assert figure is not None
    return figure


PIPELINE = the_figure().pipeline
BUILT_HERE = tuple(asset.name for asset in PIPELINE.assets if not asset.external)
ALL_BUILT: tuple[Event, ...] = (
    Observe("raw_orders", "monday"),
    Observe("raw_payments", "monday"),
    Materialize(BUILT_HERE),
)


def stale(*events: Event, pipeline: Pipeline = PIPELINE) -> set[str]:
    """What Dagster marks Stale after everything was built and these events happened."""
    after = statuses(pipeline, (*ALL_BUILT, *events))
    return {name for name, found in after.items() if found.status is Status.STALE}


# What it holds


def test_sections_come_in_the_seeds_order_and_with_its_titles() -> None:
    assert [section.title for section in ACTIVITY.sections] == [
        "Theory",
        "Analogy",
        "Tasks vs assets",
        "Same pipeline, two mental models",
        "When a task fails",
        "Reflect",
    ]
    assert "<h3>Two philosophies of “what is a pipeline?”</h3>" in SECTIONS["theory"].html


def test_every_shipped_pack_loads() -> None:
    shipped = catalogue.keys()
    assert "tasks-vs-assets" in shipped
    assert tuple(catalogue.load(key).key for key in shipped) == shipped


def test_it_keeps_the_seeds_title_subtitle_and_prompts() -> None:
    assert ACTIVITY.title == "Airflow vs Dagster: tasks vs assets"
    assert ACTIVITY.subtitle == "The mental model that splits orchestration in 2026."
    assert [(prompt.text, prompt.minimum_words) for prompt in SECTIONS["reflect"].prompts] == [
        ("Which model fits your platform — task-centric ops, or asset-centric lineage?", 15),
        (
            "What would migrating cost (people, code, runbooks) — and what would it save in "
            "incident triage time?",
            15,
        ),
    ]
    assert ACTIVITY.prompts == SECTIONS["reflect"].prompts


def test_every_kind_of_question_is_asked_and_one_incident_in_both_forms() -> None:
    asked = {question.builder: question.incident for question in BUILT}
    assert asked.keys() == BUILDERS.keys()
    assert len(ACTIVITY.questions) == len(BUILT) == 13
    assert asked["stale_now"] == asked["rebuild_all"] == "rebuilt_partway"


def test_the_questions_points_are_their_share_of_the_gradebook() -> None:
    assert sum(question.points for question in ACTIVITY.questions) == 0.8 * ACTIVITY.points
    assert (ACTIVITY.points, ACTIVITY.attempts, ACTIVITY.pass_mark) == (20, 3, 0.6)


@pytest.mark.parametrize("section", ACTIVITY.sections, ids=lambda section: section.id)
def test_a_sections_html_has_no_raw_markup_and_no_heading_above_h3(section: Section) -> None:
    plain = "h3|p|strong|em|code|a|ul|li|div|table|thead|tbody|tr|th|td|wbr"
    assert all(re.fullmatch(plain, tag) for tag in re.findall(r"</?(\w+)", section.html))
    assert not re.search(r"\son\w+=|javascript:", section.html)


def test_it_reads_in_about_the_minutes_it_says() -> None:
    count = len(READING.split())
    assert 1300 <= count <= 1800
    for section in ACTIVITY.sections:
        assert len(words(section.html).split()) / 220 <= section.minutes


# The figure


def test_an_asset_is_external_or_has_a_task_and_a_code_version() -> None:
    assert 7 <= len(PIPELINE.assets) <= 9
    for asset in PIPELINE.assets:
        assert asset.external == (not asset.deps)
        assert asset.external == (not asset.task)
        assert asset.external == (asset.code_version is None)


def test_a_task_is_named_otherwise_than_what_it_makes() -> None:
    assert not {asset.task for asset in PIPELINE.assets} & set(PIPELINE.names)


def test_the_description_says_every_edge() -> None:
    description = the_figure().description
    for name in PIPELINE.names:
        assert name in description
    assert f"{len(PIPELINE.assets)} nodes" in description.replace("nine", "9")


def test_the_caption_promises_the_wheel_only_while_the_graph_has_focus() -> None:
    caption = the_figure().caption
    assert caption.startswith("Click a node to focus its neighbourhood · drag to pan · scroll to")
    assert "while the graph has focus" in caption
    assert "Ctrl or Cmd + scroll" in caption


def test_the_text_names_only_nodes_of_the_figure() -> None:
    nodes = {*PIPELINE.names, *(asset.task for asset in PIPELINE.assets)}
    for section in (SECTIONS["tasks-vs-assets"], SECTIONS["same-pipeline"]):
        named = set(re.findall(r"<code>([a-z_]+)</code>", section.html))
        assert named - {"code_version"} <= nodes


# What it must not say, and what it must


@pytest.mark.parametrize(
    "false_claim",
    [
        r"a task either succeeded or failed",
        r"does not know what data",
        r"newer systems",
        r"because the upstream was rerun",
        r"(?<!almost )for free",
        r"almost always",
        r"(?<!not )transitive",
        r"(?<!fourth )status (called )?failed",
        r"Airflow (is|goes) blind",
        r"Dagster (inspects|reads|looks at) the (data|bytes)",
        r"Prefect 2",
        r"\bstale downstream|downstream went stale",
    ],
)
def test_what_the_seed_had_wrong_is_not_repeated(false_claim: str) -> None:
    assert not re.search(false_claim, READING, re.IGNORECASE)


@pytest.mark.parametrize(
    "truth",
    [
        "Dagster 1.13",
        "Airflow 3.3",
        "skipped, upstream_failed, up_for_retry and more",
        "Since version 2.4 a task can declare the dataset it updates",
        "Airflow 3.0 renamed datasets assets",
        "“makes no assumptions about the content or location of the data”",
        "Its closest peers here are dbt and SQLMesh",
        "Staleness is not transitive",
        "separate badge",
        "Unsynced",
        "dagster-airlift",
    ],
)
def test_the_corrections_are_made(truth: str) -> None:
    assert truth in READING


@pytest.mark.parametrize(
    ("judgement", "label"),
    [
        ("most teams should pick one", "as we judge it"),
        ("wins when data lineage and selective rebuilds matter", "in our judgement"),
        ("neither is universally better", "In our opinion"),
    ],
)
def test_a_judgement_is_called_one_in_its_own_sentence(judgement: str, label: str) -> None:
    [sentence] = [said for said in re.split(r"(?<=[.?]) ", READING) if judgement in said]
    assert label in sentence


def test_both_questions_are_taught_in_the_words_of_the_quiz() -> None:
    taught = words(SECTIONS["same-pipeline"].html)
    assert "Which does Dagster mark Stale now?" in taught
    assert "Which must be rebuilt before everything reflects this change?" in taught


@pytest.mark.parametrize("question", BUILT, ids=lambda question: question.id)
def test_every_question_can_be_built(question: Question) -> None:
    assert question.scenario(seed=1).key


# What it tells of its own pipeline is what the engine says


def unbroken(html: str) -> str:
    """Return a text without the places where a long name may break."""
    return html.replace("<wbr>", "")


def test_the_table_of_one_change_agrees_with_the_engine() -> None:
    html = unbroken(SECTIONS["same-pipeline"].html)
    columns = re.findall(r"<th><code>(\w+)</code></th>", html)
    told = [re.findall(r"<td>(\w+)</td>", row) for row in html.split("<tr>")[2:]]
    changes = (
        SetCodeVersion("stg_orders", "2"),
        Materialize(("stg_orders",)),
        Materialize(("orders_enriched",)),
        Materialize(("daily_revenue",)),
    )
    for done, row in enumerate(told, start=1):
        after = statuses(PIPELINE, (*ALL_BUILT, *changes[:done]))
        assert row == [after[name].status.value for name in columns]
    assert len(told) == len(changes)


def test_the_sweep_it_tells_is_the_engines_plan() -> None:
    [sweep] = re.findall(
        r"Here the sweep takes (.+?)\. It never touches stg_payments",
        words(SECTIONS["same-pipeline"].html),
    )
    told = [name for name in re.findall(r"\w+", sweep) if name in PIPELINE.names]
    events = (*ALL_BUILT, SetCodeVersion("stg_orders", "2"))
    assert tuple(told) == rebuild_plan(PIPELINE, events, BUILT_HERE)


def test_a_failed_build_leaves_the_second_row_as_it_says() -> None:
    failed = Materialize(BUILT_HERE, fail=frozenset({"orders_enriched"}))
    assert stale(SetCodeVersion("stg_orders", "2"), failed) == {"orders_enriched"}


def test_a_reverted_fix_needs_the_one_rebuild_that_it_says() -> None:
    reverted = (
        SetCodeVersion("stg_orders", "2"),
        Materialize(("stg_orders",)),
        SetCodeVersion("stg_orders", "1"),
    )
    assert stale(*reverted) == {"stg_orders", "orders_enriched"}
    assert stale(*reverted, Materialize(("stg_orders",))) == set()
    assert rebuild_plan(PIPELINE, (*ALL_BUILT, *reverted), BUILT_HERE) == ("stg_orders",)


def test_a_rerun_makes_nothing_stale_unless_the_code_version_is_missing() -> None:
    assert stale(Materialize(("stg_orders",))) == set()
    undeclared = PIPELINE.changed("stg_orders", code_version=None)
    assert stale(Materialize(("stg_orders",)), pipeline=undeclared) == {"orders_enriched"}


def test_a_source_that_is_observed_to_differ_makes_its_direct_children_stale() -> None:
    assert stale(Observe("raw_orders", "tuesday")) == {"stg_orders"}
    assert stale(Observe("raw_orders", "monday")) == set()


def test_each_state_of_the_house_says_what_the_engine_says() -> None:
    house = SECTIONS["analogy"].figure
    assert house is not None
    told = {
        "so everything is Fresh": set(),
        "clean_car and mown_lawn say sun, and now it rains: both are Stale": {
            "clean_car",
            "mown_lawn",
        },
        "clean_car is Fresh. mown_lawn still has its old note and stays Stale": {"mown_lawn"},
    }
    for state, (words_of_it, is_stale) in zip(house.states, told.items(), strict=True):
        assert words_of_it in state.text
        for name, found in house.statuses(state).items():
            assert found.status is (Status.STALE if name in is_stale else Status.FRESH)


def test_rain_makes_clean_car_and_mown_lawn_stale_and_leaves_the_bin_as_the_text_says() -> None:
    told = words(SECTIONS["analogy"].html)
    assert "When the house observes rain, clean car and mown lawn, the direct children" in told
    assert "Empty bin does not depend on the weather and stays Fresh" in told


# What it tells of failures is what the engines say

SUCCESS, FAILED, SKIPPED = State.SUCCESS, State.FAILED, State.SKIPPED
ENDINGS = [*product((SUCCESS, FAILED, SKIPPED, State.UPSTREAM_FAILED), repeat=2)]
RUNS_WHEN: dict[str, Callable[[set[State]], bool]] = {
    "every parent succeeded": lambda ended: ended == {SUCCESS},
    "every parent is over, however it ended": bool,
    "a parent failed": lambda ended: not ended.isdisjoint(FAILURES),
    "no parent failed; skipped ones do not matter": lambda ended: ended.isdisjoint(FAILURES),
    "no parent failed, and one succeeded": lambda ended: (
        SUCCESS in ended and ended.isdisjoint(FAILURES)
    ),
}


def test_the_table_of_trigger_rules_agrees_with_the_engine() -> None:
    html = unbroken(SECTIONS["when-a-task-fails"].html)
    rows = [re.findall(r"<td>(.*?)</td>", row) for row in html.split("<tr>")[2:]]
    assert len(rows) == 5
    for rule, runs_when, otherwise in rows:
        [name] = re.findall(r"^<code>(\w+)</code>", rule)
        for ended in ENDINGS:
            verdict = RULES[name].decide(Parents.of(ended)).state
            runs = verdict is State.SCHEDULED
            assert runs == RUNS_WHEN[runs_when](set(ended))
            assert runs or f"<code>{verdict.value}</code>" in otherwise


def test_a_run_with_a_red_task_in_the_middle_can_be_green_as_it_says() -> None:
    load = Task("load", attempts=(Outcome.FAIL,))
    cleanup = Task("cleanup", ("load",), trigger_rule="all_done")
    run = first_run(Dag((load, cleanup)))
    assert run.states["load"] is FAILED
    assert result(run).state is RunState.SUCCESS


def test_a_clear_with_downstream_repeats_what_is_below_and_nothing_above_or_beside() -> None:
    dag = Dag((Task("a"), Task("b", ("a",)), Task("c", ("a",)), Task("d", ("b",))))
    again = cleared(first_run(dag), Clear("b", downstream=True, only_failed=False))
    assert again == ("b", "d")


def test_a_failed_build_takes_nothing_back_and_taints_nothing() -> None:
    failed = Materialize(BUILT_HERE, fail=frozenset({"orders_enriched"}))
    after = play(PIPELINE, (*ALL_BUILT, SetCodeVersion("stg_orders", "2"), failed))
    assert after.status("stg_orders").status is Status.FRESH
    assert after.status("orders_enriched").status is Status.STALE
    assert after.status("daily_revenue").status is Status.FRESH
