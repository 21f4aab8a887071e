"""What the practice LMS refuses, each with a sentence; their statuses are in guards.py."""


class PracticeError(Exception):
    """A refusal whose text says what was wrong."""


class Malformed(PracticeError):
    """The request breaks a rule of the standard."""


class Unauthenticated(PracticeError):
    """The access token is missing, unknown or expired."""


class Forbidden(PracticeError):
    """The caller is known and may not do this."""


class NotFound(PracticeError):
    """There is no such thing here."""


class Conflict(PracticeError):
    """What is stored already is newer."""


class Unprocessable(PracticeError):
    """The request is well formed, and what it asks for is never done."""


class WrongMediaType(PracticeError):
    """The body was sent as another content type than the service takes."""


class NotSigned(PracticeError):
    """What a tool sent bears no signature of it that holds."""


class Incomplete(PracticeError):
    """What a tool says of itself does not do; `faults` has a sentence for each reason."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__(" ".join(faults))
        self.faults = faults


class RegistrationRefused(PracticeError):
    """The registration endpoint says no: in one word, as Moodle does, and with its statuses."""

    def __init__(self, status: int, word: str) -> None:
        super().__init__(word)
        self.status = status


class TokenRefused(PracticeError):
    """The token endpoint says no, with a code of RFC 6749, section 5.2."""

    def __init__(self, code: str, reason: str) -> None:
        super().__init__(reason)
        self.code = code


class LaunchRefused(PracticeError):
    """The authorization endpoint says no to the tool, with a code of OpenID Connect."""

    def __init__(self, code: str, reason: str) -> None:
        super().__init__(reason)
        self.code = code
