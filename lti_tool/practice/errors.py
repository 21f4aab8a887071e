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


class WrongMediaType(PracticeError):
    """The body was sent as another content type than the service takes."""


class KeySetUnavailable(PracticeError):
    """The tool's key set could not be fetched or read."""


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
