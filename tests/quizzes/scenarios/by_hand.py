"""What Dagster says of an incident, worked out without the engine."""

from quizzes.orchestrators.events import AddDep, Materialize, Observe, RemoveDep, SetCodeVersion
from quizzes.scenarios.assets.incidents import Incident


def causes_by_hand(about: Incident) -> dict[str, set[str]]:
    """The causes of everything that is built here, none for what is fresh: "DATA:stg_orders"."""
    code = {asset.name: asset.code_version for asset in about.pipeline.assets}
    deps = {asset.name: list(asset.deps) for asset in about.pipeline.assets}
    data: dict[str, object] = {}
    read: dict[str, dict[str, object]] = {}
    used: dict[str, str | None] = {}
    for number, event in enumerate(about.events):
        match event:
            case Observe(name, version):
                data[name] = version
            case SetCodeVersion(name, version):
                code[name] = version
            case AddDep(name, dep):
                deps[name].append(dep)
            case RemoveDep(name, dep):
                deps[name].remove(dep)
            case Materialize(names):
                for name in names:
                    read[name] = {dep: data[dep] for dep in deps[name]}
                    used[name] = code[name]
                    data[name] = (code[name] or number, sorted(read[name].items()))
    return {
        name: ({"CODE"} if code[name] != used[name] else set())
        | {f"DATA:{dep}" for dep in deps[name] if dep in was and was[dep] != data[dep]}
        | {f"DEPENDENCIES:{dep}" for dep in was.keys() ^ set(deps[name])}
        for name, was in read.items()
    }
