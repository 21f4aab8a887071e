"""The tables of the domain: who learns, where, and what they did. No rules here.

placements.py (who learns, and where), attempts.py (what was asked and answered),
readings.py (what was read and written), decisions.py (what instructors decide).
"""

from quizzes.models.attempts import Attempt, Mark, Response
from quizzes.models.decisions import Accommodation, Event, Override, Remark
from quizzes.models.placements import Learner, LearnerDates, Placement
from quizzes.models.readings import Reflection, Reply, SectionRead

__all__ = [
    "Accommodation",
    "Attempt",
    "Event",
    "Learner",
    "LearnerDates",
    "Mark",
    "Override",
    "Placement",
    "Reflection",
    "Remark",
    "Reply",
    "Response",
    "SectionRead",
]
