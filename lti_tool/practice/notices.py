"""A notice for the next page, signed into its address: nobody else puts words into our mouth."""

from itsdangerous import BadSignature

from lti_tool.practice.lms import lms

LIFETIME = 60  # seconds: a reload later shows it no more
SALT = "notice"


def sign(lines: list[str]) -> str:
    """Write the lines of a notice into a text for an address."""
    return str(lms().hints.dumps(lines, salt=SALT))


def read(signed: str | None) -> list[str]:
    """Return the lines of a fresh notice that was written here, else none."""
    try:
        return list(lms().hints.loads(signed or "", max_age=LIFETIME, salt=SALT))
    except BadSignature:
        return []
