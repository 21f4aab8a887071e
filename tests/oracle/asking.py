"""Put cases to a real tool, on every core: its driver runs where the tool is installed."""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
ENVIRONMENT = Path(".venvs/oracle")
Case = dict[str, Any]


@dataclass(frozen=True)
class Answers:
    """What a real tool says: its version, and for each case id what `solve` would say."""

    version: str
    by_id: dict[str, Any]


def ask(engine: str, cases: Sequence[Case]) -> Answers:
    """Ask a tool about cases; CalledProcessError where its driver breaks."""
    processes = os.cpu_count() or 1
    shares = [share for first in range(processes) if (share := cases[first::processes])]
    with ThreadPoolExecutor(processes) as pool:
        heard = list(pool.map(ask_one_process, [engine] * len(shares), shares))
    return Answers(heard[0].version, {k: v for each in heard for k, v in each.by_id.items()})


def ask_one_process(engine: str, cases: Sequence[Case]) -> Answers:
    """Ask a process of the tool's own."""
    with tempfile.TemporaryDirectory() as folder:
        asked, answered = Path(folder, "cases.json"), Path(folder, "answers.json")
        asked.write_text(json.dumps(cases))
        driver = HERE / f"ask_{engine}.py"
        command = [ENVIRONMENT / "bin" / "python", driver, asked, answered]
        subprocess.run(command, check=True, env={**os.environ, **quiet_airflow(folder)})
        heard = json.loads(answered.read_text())
    return Answers(heard["version"], heard["answers"])


def quiet_airflow(home: str) -> dict[str, str]:
    """Airflow's settings, which it reads when imported: a folder and a database of its own."""
    return {
        "AIRFLOW_HOME": home,
        "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": f"sqlite:///{home}/airflow.db",
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "AIRFLOW__LOGGING__LOGGING_LEVEL": "CRITICAL",
    }
