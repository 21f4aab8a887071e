"""What is kept of somebody, in words for whoever answers for it."""

from collections.abc import Iterator

from lti_tool.privacy import Rows

TABLES = {
    "user": "Who they are: their id in the LMS, and name and email if it sends them",
    "enrollment": "Which courses they are in",
    "group_membership": "Which groups of a course they are in",
    "visit": "When they opened an activity, and when they were last there",
    "attempt": "Attempts at the questions: what was asked, and what they earned",
    "response": "Answers, and how sure they said to be",
    "section_read": "Sections that they marked as read",
    "reflection": "What they wrote",
    "reply": "What an instructor replied to it",
    "seat": "How far they are in an activity, for the instructor's list",
    "mark": "What each answer earned, to add a class up",
    "score": "Scores for the gradebook, and whether these have arrived",
    "learner_dates": "Dates that the LMS names for them alone",
    "accommodation": "More attempts or time that an instructor allowed",
    "override": "What an instructor decided in place of what was reckoned",
    "remark": "Later marks for their attempts",
    "event": "What was decided for them, when and why",
    "selection": "Activities that they chose for a course as its instructor",
    "learner": "Numbers that join their work to them",
}
"""What each table of a person's is."""


def counted(kept: Rows) -> Iterator[tuple[str, int]]:
    """Say of each table what it is, and how many rows of it are about this person."""
    for table, words in TABLES.items():
        if table in kept:
            yield words, len(kept[table])
