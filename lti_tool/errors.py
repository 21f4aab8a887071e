"""What can go wrong at the edge; error_pages.py says how each of these is answered.

An error's message is shown to the person concerned; a `reason` is for the log alone.
"""

from datetime import timedelta

from quizzes.saying import say


class EdgeError(Exception):
    """Anything that the edge refuses, in words that can be shown."""


class LaunchRefused(EdgeError):
    """A launch that must not be trusted: what the person reads, and why in truth."""

    def __init__(self, reason: str, advice: str = "") -> None:
        super().__init__(advice or say("Go back to your course and open the activity again."))
        self.reason = reason


class LaunchMalformed(LaunchRefused):
    """A launch that lacks what every launch must have."""


class VisitEnded(EdgeError):
    """No visit, an ended one, or one that this browser cannot prove to be its own."""


class StaffOnly(EdgeError):
    """A page for those who teach the course."""


class StudentNotFound(EdgeError):
    """Somebody who is no student of the visitor's course."""


class PersonNotFound(EdgeError):
    """Somebody whom the LMS's administrator does not answer for, or who is not known at all."""


class ForeignPost(EdgeError):
    """A form that another site sent in this person's name."""


class PlatformUnavailable(EdgeError):
    """The LMS could not be asked just now; later it may be, after the wait that it asks for."""

    def __init__(self, message: str, wait: timedelta = timedelta(0)) -> None:
        super().__init__(message)
        self.wait = wait


class Throttled(PlatformUnavailable):
    """The LMS asks us to slow down."""


class Broken(PlatformUnavailable):
    """The LMS failed over this one request; it may take others."""


class OutOfTime(PlatformUnavailable):
    """Whoever called has too little time left for another call; it is made anew."""

    def __init__(self) -> None:
        super().__init__("The LMS answers too slowly just now.")


class AddressRefused(PlatformUnavailable):
    """A host inside a private network, which whoever registered it could misuse us to reach."""

    def __init__(self, host: str) -> None:
        super().__init__(
            f"{host} is inside a private network, where this tool calls nobody. If it is your "
            "LMS, whoever runs Lineage Lab can allow it: LINEAGE_LAB_PRIVATE_HOSTS."
        )


class PlatformRefused(EdgeError):
    """The LMS said no, and will say no again until somebody changes something there."""


class AccessRefused(PlatformRefused):
    """The LMS lets us not call this service at all, until an admin changes something."""


class ClientRefused(AccessRefused):
    """The LMS does not take us for its tool at all, or not yet."""


class NotThere(PlatformRefused):
    """The LMS has nothing at an address that it gave us: it was deleted there."""


class NoColumn(PlatformRefused):
    """A link has no grade column in the LMS, and none can be made for it."""


class ScoreNotNewer(PlatformRefused):
    """The LMS has a score with this time or a later one."""


class Unusable(EdgeError):
    """What an admin typed cannot be used: a sentence for each fault."""


class UnusableRegistration(Unusable):
    """No platform can be like that."""


class UnusableInvite(Unusable):
    """No invite can be like that."""


class RegistrationNotFound(EdgeError):
    """No such platform."""


class InviteNotFound(EdgeError):
    """No such invite."""


class InviteRefused(EdgeError):
    """A link to install by that nobody made, that was used, or that has ended."""


class InstallFailed(EdgeError):
    """An installation that came to nothing: why, in the LMS's own words too, and what to do."""

    def __init__(self, sentences: list[str], words: str = "", advice: str = "") -> None:
        super().__init__(" ".join(sentences))
        self.sentences, self.words, self.advice = sentences, words, advice
        self.reason = f"{self} {words!r}"


class ConfigurationRefused(InstallFailed):
    """What an LMS says of itself that cannot be believed, or that is not enough for us."""


class RegistrationRefused(InstallFailed):
    """The LMS does not register us."""


class RegistrationLost(InstallFailed):
    """The LMS registered us, or may have, and we do not know it here."""


class SignedOut(EdgeError):
    """A page for whoever runs the tool or the LMS, asked for by nobody who proves to do so."""


class BackupFailed(EdgeError):
    """A backup or a restore that came to nothing; what was there before is as it was."""


class SignInLinkEnded(EdgeError):
    """A link to sign in by that nobody made, that was used, or that is too old."""
