"""The data assets of a web shop, and pipelines of 8 to 10 of them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from itertools import combinations, count
from random import Random
from typing import TYPE_CHECKING, TypeAlias

from quizzes.orchestrators.pipeline import Asset, Pipeline
from quizzes.scenarios.difficulty import is_easy_to_read

if TYPE_CHECKING:
    from collections.abc import Iterator

NODES, SOURCES, DEPTH = (9, 10), 2, (4, 5)  # so that every pipeline is as hard to read

Deps: TypeAlias = dict[str, tuple[str, ...]]


@dataclass(frozen=True)
class Kind:
    """An asset of the shop: the task that makes it, what it always reads and what it may read."""

    name: str
    task: str
    reads: tuple[str, ...] = ()
    may_read: tuple[str, ...] = ()


SHOP = (
    Kind("raw_orders", "await_orders"),
    Kind("raw_payments", "await_payments"),
    Kind("raw_customers", "await_customers"),
    Kind("raw_products", "await_products"),
    Kind("web_events", "await_events"),
    Kind("exchange_rates", "await_rates"),
    Kind("stg_orders", "clean_orders", ("raw_orders",)),
    Kind("stg_payments", "clean_payments", ("raw_payments",), ("exchange_rates",)),
    Kind("stg_customers", "clean_customers", ("raw_customers",)),
    Kind("stg_products", "clean_products", ("raw_products",)),
    Kind("web_sessions", "group_events", ("web_events",)),
    Kind("payments", "match_payments", ("stg_payments",), ("stg_orders", "stg_customers")),
    Kind(
        "orders_enriched",
        "join_orders",
        ("stg_orders",),
        ("stg_payments", "stg_customers", "stg_products"),
    ),
    Kind("stock_levels", "count_stock", ("stg_products",), ("stg_orders",)),
    Kind("customer_profile", "build_profiles", ("stg_customers",), ("web_sessions", "stg_orders")),
    Kind("daily_revenue", "sum_revenue", ("orders_enriched",), ("payments", "exchange_rates")),
    Kind("customer_value", "rate_customers", ("customer_profile",), ("orders_enriched",)),
    Kind("churn_model", "train_churn", ("customer_profile",), ("web_sessions", "customer_value")),
    Kind("demand_forecast", "forecast_demand", ("orders_enriched",), ("stock_levels",)),
    Kind("reorder_list", "list_reorders", ("demand_forecast",), ("stock_levels",)),
    Kind("finance_dashboard", "publish_finance", ("daily_revenue",), ("payments",)),
    Kind("marketing_mails", "pick_addressees", ("churn_model",), ("customer_value",)),
    Kind("weekly_report", "write_report", ("daily_revenue",), ("customer_value", "stock_levels")),
)
BY_NAME = {kind.name: kind for kind in SHOP}
ENDS = tuple(kind.name for kind in SHOP[13:])


def a_pipeline(rng: Random, sources: int = SOURCES) -> Pipeline:
    """Two of the shop's ends with all that leads to them, as hard to read as any other."""
    while True:
        deps = rng.choice(_right_in_size(sources))
        pipeline = Pipeline(tuple(_asset(rng, kind, deps) for kind in SHOP if kind.name in deps))
        if is_easy_to_read(pipeline, DEPTH):
            return pipeline


def pipelines(salt: str, sources: int = SOURCES) -> Iterator[tuple[Random, Pipeline]]:
    """Pipelines without end, and what to draw the morning in them with."""
    for draw in count():
        rng = Random(f"{salt}/{draw}")  # noqa: S311  # no secret
        yield rng, a_pipeline(rng, sources)


@cache
def _right_in_size(sources: int) -> tuple[Deps, ...]:
    """Everything that can be read of the shop at this size; drawing at random rarely meets it."""
    found = {}
    for ends in combinations(ENDS, 2):
        for deps in _upstream({}, frozenset(ends), sources):
            found[frozenset(deps.items())] = deps
    return tuple(found.values())


def _upstream(deps: Deps, ahead: frozenset[str], sources: int) -> Iterator[Deps]:
    """Every way to go on to all that must be read and any of what may be, in the right size."""
    if len(deps) + len(ahead) > NODES[1] or sum(map(_is_source, (*deps, *ahead))) > sources:
        return
    if not ahead:
        if len(deps) >= NODES[0] and sum(map(_is_source, deps)) == sources:
            yield deps
        return
    name = min(ahead)
    kind = BY_NAME[name]
    for number in range(len(kind.may_read) + 1):
        for extra in combinations(kind.may_read, number):
            reads = kind.reads + extra
            further = {**deps, name: reads}
            yield from _upstream(further, ahead.union(reads) - further.keys(), sources)


def _is_source(name: str) -> bool:
    return not BY_NAME[name].reads


def _asset(rng: Random, kind: Kind, deps: Deps) -> Asset:
    external = not kind.reads
    version = None if external else rng.choice("123")
    return Asset(kind.name, deps[kind.name], version, external, kind.task)
