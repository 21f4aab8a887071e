"""Practice: an activity's questions about situations that no attempt asks about; nothing is kept.

Attempts have seeds from 0 up, practice has those below, so that no address shows what an attempt
asks. A builder may still have few situations to choose from: while an attempt is open, practising
would tell of what it asks, and so nobody does.
"""

from quizzes.content.activity import Activity, Question
from quizzes.errors import QuestionNotFound
from quizzes.items.item import Item
from quizzes.saying import say
from quizzes.standings import Standing

ANSWER = "answer"
"""The id of a practised question: no other name of its form can be the same."""
VARIANTS = range(1, 2**31)
"""Every number of a variant of a question."""


def questions(activity: Activity) -> tuple[Question, ...]:
    """Return what can be practised: a question that its author wrote has only the one situation."""
    return tuple(asked for asked in activity.questions if isinstance(asked, Question))


def find(activity: Activity, question_id: str) -> Question:
    """Return a question that can be practised; raises QuestionNotFound."""
    for asked in questions(activity):
        if asked.id == question_id:
            return asked
    raise QuestionNotFound(say("This activity has no such question to practise."))


def build(question: Question, variant: int) -> Item:
    """Build a variant of a question, the same one every time."""
    return Item(ANSWER, question.points, question.scenario(-variant), question.hints)


def is_open(standing: Standing, takes_work: bool) -> bool:
    """Tell whether a learner may practise: after a submission, and not beside an open attempt.

    An attempt may be open for ever where nothing is taken any more; it is in nobody's way.
    """
    return standing.completion.submitted and not (takes_work and standing.open_attempt)
