"""What Canvas wants to know beyond LTI, as its source reads it."""

from typing import Any

from lti_tool.platforms.canvas import EXTENSION

SUBMISSION = EXTENSION + "submission"
SUBMISSION_TYPE = EXTENSION + "submission_type"


def submission(score: dict[str, Any], is_new: bool, launch_url: str) -> dict[str, Any]:
    """Return how Canvas hears of a submission along with a score.

    Canvas counts every score as another attempt at the assignment, and marks it late by its
    own clock, unless it is told otherwise.
    """
    return {
        SUBMISSION: {
            "new_submission": is_new,
            "submission_type": "basic_lti_launch",
            "submission_data": launch_url,
            "submitted_at": score["submission"]["submittedAt"],
        }
    }


def no_more_attempts(score: dict[str, Any]) -> dict[str, Any]:
    """Return the same score for an assignment that allows fewer attempts than we do."""
    return score | {SUBMISSION: score[SUBMISSION] | {"new_submission": False}}


def assignment(launch_url: str) -> dict[str, Any]:
    """Return what makes a column's assignment open this tool; without it, it opens nothing."""
    return {SUBMISSION_TYPE: {"type": "external_tool", "external_tool_url": launch_url}}
