"""A question of every type as authors would ask it, and a way to put them into an open attempt."""

import re
from collections.abc import Mapping

from quizzes.db import Database, utcnow
from quizzes.grading import Quiz, to_json
from quizzes.items.item import Item
from quizzes.models import Attempt
from quizzes.orchestrators.pipeline import Asset, Pipeline
from quizzes.scenarios.scenario import (
    LogLine,
    Misreading,
    Option,
    Place,
    Scenario,
    options,
    picks,
)

SHOP = Pipeline(
    (
        Asset("raw_orders", external=True),
        Asset("raw_payments", external=True),
        Asset("stg_orders", ("raw_orders",), "1"),
        Asset("stg_payments", ("raw_payments",), "2"),
        Asset("orders_enriched", ("stg_orders", "stg_payments"), "1"),
        Asset("daily_revenue", ("orders_enriched",), "1"),
        Asset("demand_forecast", ("orders_enriched",), "3"),
        Asset("finance_dashboard", ("daily_revenue",), "1"),
    )
)
DAG = Pipeline(
    (
        Asset("extract_orders"),
        Asset("extract_payments"),
        Asset("join_orders", ("extract_orders", "extract_payments")),
        Asset("publish_report", ("join_orders",)),
        Asset("drop_temporary_tables", ("join_orders",)),
    )
)
NO_GRAPH = Pipeline(())
STATUSES = options(("Missing", "Stale", "Fresh"))
STATES = options(("success", "failed", "skipped", "upstream_failed"))
STEPS = options("12345")
TOOLS = (Option("airflow", "Airflow"), Option("dagster", "Dagster"))
WHO = (*TOOLS, Option("both", "Both"), Option("neither", "Neither"))
BUILT = SHOP.names[2:]
PATH = ("stg_payments", "orders_enriched")
OF_THE_SHOP = {
    name: f"reads {' and '.join(SHOP.parents(name)) or 'nothing here'}; last built 02:00"
    for name in SHOP.names
}
OF_THE_DAG = {
    name: f"runs after {' and '.join(DAG.parents(name)) or 'nothing'}" for name in DAG.names
}
TRANSITIVE = (
    "You may have passed staleness on to everything downstream; "
    "Dagster looks at direct parents only."
)
ALL_DONE = "You may have read all_done as “all succeeded”; it runs however its parents ended."


def a_place(name: str, right: str, offered: tuple[Option, ...], why: str = "", **more) -> Place:
    """A place; `right` are the values of what is right there, parted by spaces."""
    reason = why or f"{name} was built at 02:00 with code version 1, which is still its code."
    return Place(name, offered, frozenset(right.split()), reason, **more)


def a_misreading(sentence: str, *answer: str) -> tuple[Misreading, ...]:
    return (Misreading("belief", sentence, frozenset(answer)),)


def asked(
    asks: str,
    prompt: str,
    places: tuple[Place, ...],
    pipeline: Pipeline = NO_GRAPH,
    badges: dict[str, str] | None = None,
    misreadings: tuple[Misreading, ...] = (),
) -> Scenario:
    """A scenario about a morning in the shop."""
    notes = (OF_THE_SHOP if pipeline is SHOP else OF_THE_DAG) if pipeline.names else {}
    return Scenario(
        asks=asks,
        story="A web shop keeps its numbers in one pipeline. This is what happened since last "
        "night; nothing ran unless the log says so.",
        pipeline=pipeline,
        log=(
            LogLine("02:00", "The nightly run built everything."),
            LogLine("09:10", "A new version of stg_payments' code (2) was deployed."),
            LogLine("09:30", "stg_payments was rebuilt."),
        )
        if pipeline.names
        else (),
        prompt=prompt,
        rule="An asset is Stale when its code version, or the data version of a direct parent, is "
        "not the one that its last build recorded.",
        places=places,
        notes=notes,
        badges=badges or {},
        misreadings=misreadings,
    )


NEW_DATA = (
    "stg_payments has had a new data version since 09:30, and orders_enriched was last built "
    "at 02:00."
)
DOWNSTREAM = ("orders_enriched", "daily_revenue", "demand_forecast", "finance_dashboard")

EVERY_TYPE = {
    "pick_nodes": asked(
        "pick_nodes",
        "Which does Dagster mark Stale now?",
        picks(
            BUILT,
            ("orders_enriched",),
            dict.fromkeys(BUILT, "Its direct parents have not changed since it was built.")
            | {"orders_enriched": NEW_DATA},
            {"orders_enriched": PATH},
        ),
        SHOP,
        {"stg_payments": "rebuilt 09:30"},
        a_misreading(TRANSITIVE, *DOWNSTREAM),
    ),
    "paint_nodes": asked(
        "paint_nodes",
        "What is the status of each asset now?",
        tuple(
            a_place(name, "Stale", STATUSES, NEW_DATA, path=PATH)
            if name == "orders_enriched"
            else a_place(name, "Fresh", STATUSES)
            for name in BUILT
        ),
        SHOP,
        {"stg_payments": "rebuilt 09:30", "demand_forecast": "last run failed"},
        a_misreading(
            TRANSITIVE,
            "stg_orders=Fresh",
            "stg_payments=Fresh",
            *(f"{name}=Stale" for name in DOWNSTREAM),
        ),
    ),
    "label_causes": asked(
        "label_causes",
        "Why is each of these Stale, if it is?",
        (
            a_place(
                "stg_payments",
                "code",
                (
                    Option("code", "its own code changed"),
                    Option("data:raw_payments", "new data from raw_payments"),
                ),
                many=True,
            ),
            a_place(
                "orders_enriched",
                "code data:stg_payments",
                (
                    Option("code", "its own code changed"),
                    Option("data:stg_orders", "new data from stg_orders"),
                    Option("data:stg_payments", "new data from stg_payments"),
                ),
                NEW_DATA,
                many=True,
                path=PATH,
            ),
            a_place(
                "daily_revenue",
                "",
                (
                    Option("code", "its own code changed"),
                    Option("data:orders_enriched", "new data from orders_enriched"),
                ),
                many=True,
            ),
        ),
        SHOP,
        {"stg_payments": "Stale", "orders_enriched": "Stale"},
        a_misreading(
            "You may have taken every rerun for a change of the data.",
            "stg_payments=data:raw_payments",
            "orders_enriched=data:stg_orders",
            "orders_enriched=data:stg_payments",
            "daily_revenue=data:orders_enriched",
        ),
    ),
    "pick_and_order": asked(
        "pick_and_order",
        "Make daily_revenue and all upstream of it Fresh: what is rebuilt, in which order?",
        tuple(
            a_place(name, step, STEPS, f"{name} comes after all that it reads.")
            for name, step in zip(BUILT, ("", "1", "2", "3", "", ""), strict=True)
        ),
        SHOP,
        {"stg_payments": "Stale", "daily_revenue": "target"},
    ),
    "task_states": asked(
        "task_states",
        "In which state does each task end?",
        (
            a_place("extract_payments", "failed", STATES, "Its code fails on every try."),
            a_place(
                "join_orders",
                "upstream_failed",
                STATES,
                "all_success: extract_payments failed.",
                path=("extract_payments", "join_orders"),
                given=("extract_payments",),
                then={"success": "success", "failed": "upstream_failed"},
            ),
            a_place(
                "publish_report",
                "upstream_failed",
                STATES,
                "all_success: join_orders did not succeed.",
                given=("join_orders",),
                then={"success": "success", "failed": "upstream_failed"},
            ),
            a_place(
                "drop_temporary_tables",
                "success",
                STATES,
                "all_done: it runs however its parents ended.",
            ),
        ),
        DAG,
        {"drop_temporary_tables": "all_done", "extract_orders": "success"},
        a_misreading(
            ALL_DONE,
            "extract_payments=failed",
            "join_orders=upstream_failed",
            "publish_report=upstream_failed",
            "drop_temporary_tables=upstream_failed",
        ),
    ),
    "run_state": asked(
        "run_state",
        "How does the run end, and which tasks decide that?",
        (
            a_place("run", "failed", STATES[:2], "A leaf failed.", words="The state of the run"),
            *picks(
                DAG.names,
                ("publish_report", "drop_temporary_tables"),
                dict.fromkeys(DAG.names, "A run's state looks only at its leaves."),
            ),
        ),
        DAG,
        dict.fromkeys(DAG.names, "success") | {"publish_report": "upstream_failed"},
    ),
    "two_reruns": asked(
        "two_reruns",
        "What is the smallest safe rerun in each tool?",
        tuple(
            a_place(name, right, TOOLS, f"{name} is built from what is clear.", many=True)
            for name, right in zip(
                BUILT,
                ("", "airflow dagster", "airflow dagster", "airflow", "", ""),
                strict=True,
            )
        ),
        SHOP,
    ),
    "choose_one": asked(
        "choose_one",
        "Why did nothing downstream go Stale?",
        (
            a_place(
                "answer",
                "same",
                (
                    Option(
                        "same",
                        "The rebuild had the same code and the same inputs, so the data version "
                        "stayed as it was.",
                        "The same code and inputs give the same data version.",
                    ),
                    Option(
                        "late",
                        "Dagster looks for stale assets once a night only.",
                        "Staleness is worked out when somebody looks.",
                    ),
                    Option(
                        "times",
                        "The rebuild was older than what was built downstream.",
                        "Times are not compared.",
                    ),
                ),
                "",
                words="Why did nothing downstream go Stale?",
            ),
        ),
    ),
    "choose_many": asked(
        "choose_many",
        "What changes an asset's data version?",
        (
            a_place(
                "answer",
                "code inputs",
                (
                    Option("code", "A rebuild with another code version"),
                    Option("inputs", "A rebuild from a parent's new data version"),
                    Option("again", "Any rebuild"),
                    Option("look", "Looking at it in the catalog"),
                ),
                "A data version is made of the code version and the inputs' data versions.",
                many=True,
                words="All that apply",
            ),
        ),
    ),
    "sort_statements": asked(
        "sort_statements",
        "Who knows this?",
        tuple(
            a_place(name, right, WHO, why, words=words)
            for name, right, why, words in (
                ("late", "airflow", "Airflow keeps the state of every task.",
                 "That last night's task clean_orders ran three times before it succeeded."),
                ("stale", "dagster", "Only Dagster compares data versions.",
                 "That daily_revenue was built from data that has changed since."),
                ("after", "both", "Both keep the order of what runs.",
                 "That publish_report comes after join_orders."),
                ("right", "neither", "Neither looks into the data.",
                 "That the numbers in daily_revenue are right."),
            )
        ),
        misreadings=a_misreading(
            "You may have thought that Dagster looks into the data; it compares versions.",
            "late=airflow", "stale=dagster", "after=both", "right=dagster",
        ),
    ),
}  # fmt: skip
"""A scenario of every type of question."""

HINTS = ("Go from the sources downstream.", "Compare each node with its direct parents only.")


def ask(database: Database, address: str, scenarios: Mapping[str, Scenario]) -> tuple[Item, ...]:
    """Have the open attempt at this address ask these, each worth 2 points and with hints."""
    items = tuple(Item(name, 2, scenario, HINTS) for name, scenario in scenarios.items())
    number = re.search(r"/attempts/(\d+)", address)
    assert number, f"{address} is the address of no attempt."
    with database.begin() as session:
        attempt = session.get_one(Attempt, int(number[1]))
        attempt.quiz = to_json(Quiz(items))
        attempt.started_at = utcnow()  # what was asked before is remembered by that
    return items
