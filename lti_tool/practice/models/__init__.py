"""The tables of the practice LMS: who is in which course, what is in it, what was scored.

tools.py, courses.py and grades.py hang from each other in this order; house.py stands alone.
"""

from lti_tool.practice.models.base import Base
from lti_tool.practice.models.courses import Activity, Course, Enrollment, Group, Person
from lti_tool.practice.models.grades import LineItem, Score
from lti_tool.practice.models.house import Secret, ServiceCall
from lti_tool.practice.models.tools import AccessToken, Spent, Tool

__all__ = [
    "AccessToken",
    "Activity",
    "Base",
    "Course",
    "Enrollment",
    "Group",
    "LineItem",
    "Person",
    "Score",
    "Secret",
    "ServiceCall",
    "Spent",
    "Tool",
]
