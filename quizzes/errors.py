"""What can go wrong in the domain; each message is a sentence for the person concerned."""


class QuizError(Exception):
    """Anything that the domain refuses, in words that can be shown."""


class MalformedPipeline(QuizError):
    """A pipeline with an unknown dependency, a name twice, or a cycle."""


class MalformedCase(QuizError):
    """A recorded case that cannot be read: "Case id: field.path: reason"."""


class MalformedPack(QuizError):
    """A pack with faults: one line each, "file: field.path: reason"."""


class MalformedQuiz(QuizError):
    """A question that contradicts itself, or a kept quiz that is none: no answer is at fault."""


class AttemptNotFound(QuizError):
    """No such attempt, or it is somebody else's."""


class PlacementClosed(QuizError):
    """The activity takes no more answers from this learner."""


class QuestionNotFound(QuizError):
    """No question of the activity that can be practised has this id."""


class PracticeClosed(QuizError):
    """This learner may not practise now: what practice tells would help with an open attempt."""


class AnswerChecked(QuizError):
    """An answer that was checked stays as it is."""


class Malformed(QuizError):
    """An answer that does not fit its question; nothing was changed."""


class NotDecided(QuizError):
    """What an instructor wants to decide and cannot, in a sentence."""
