"""Situations that are asked about: a seed becomes a frozen scenario.

Start at scenario.py (what a question holds), then incidents.py (what goes on in a pipeline,
and which incidents make no good question), then stale_now.py and rebuild_all.py (the two
questions, each with its reasons) and builders.py, which brings incident and question
together. shop.py has the assets, telling.py puts events into words, stored.py reads back
what an attempt kept.
"""

from quizzes.scenarios.builders import BUILDERS, build
from quizzes.scenarios.scenario import LogLine, Scenario

__all__ = ["BUILDERS", "LogLine", "Scenario", "build"]
