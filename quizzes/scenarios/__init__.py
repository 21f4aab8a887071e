"""Situations that are asked about: a seed becomes a frozen scenario.

Start at scenario.py (what a question holds), then stale_now.py and rebuild_all.py (the two
questions, each with its reasons) and builders.py, which brings question and incident together.
shop.py draws a pipeline, kinds.py what somebody did to it in the morning, incidents.py throws
away what makes no good question. telling.py and reasons.py put what the engine recorded into
words; stored.py reads back what an attempt kept.
"""

from quizzes.scenarios.builders import BUILDERS, build
from quizzes.scenarios.scenario import LogLine, Scenario

__all__ = ["BUILDERS", "LogLine", "Scenario", "build"]
