"""Situations that are asked about: a seed becomes a frozen scenario.

Start at scenario.py (what a question holds) and builders.py (every kind of question). The
questions are in assets/ (Dagster's view), runs/ (Airflow's) and tools/ (both at once), a module
each; difficulty.py holds each of them to be equally hard for everybody. misread.py says what
people with a misconception would answer; stored.py reads back what an attempt kept.
"""

from quizzes.scenarios.builders import BUILDERS, build
from quizzes.scenarios.scenario import LogLine, Scenario

__all__ = ["BUILDERS", "LogLine", "Scenario", "build"]
