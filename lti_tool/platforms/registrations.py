"""Whom we trust: registrations, told apart by issuer, client id and deployment."""

from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import urlsplit

from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool.errors import UnusableRegistration as UnusableRegistration
from lti_tool.models import LONGEST_ID, LONGEST_URL, Deployment, Registration
from quizzes.db import utcnow


@dataclass(frozen=True)
class Details:
    """What an admin copies from the platform."""

    issuer: str
    client_id: str
    login_url: str
    token_url: str
    keys_url: str
    deployment: str
    audience: str | None = None


def save(session: Session, details: Details, on_loopback: bool) -> Registration:
    """Register a platform; one that is known by issuer and client id is updated.

    http addresses are taken only where the tool itself runs on loopback.
    Raises UnusableRegistration.
    """
    _check(details, on_loopback)
    registration = find(session, details.issuer, details.client_id)
    if not registration:
        registration = Registration(
            issuer=details.issuer, client_id=details.client_id, created_at=utcnow()
        )
        session.add(registration)
    registration.login_url = details.login_url
    registration.token_url = details.token_url
    registration.keys_url = details.keys_url
    registration.audience = details.audience
    if details.deployment not in {known.deployment_id for known in registration.deployments}:
        registration.deployments.append(Deployment(deployment_id=details.deployment))
    session.flush()
    return registration


def find(session: Session, issuer: str, client_id: str) -> Registration | None:
    """Return the registration of this client id at this issuer."""
    return session.scalars(
        select(Registration).filter_by(issuer=issuer, client_id=client_id)
    ).one_or_none()


def find_for_login(
    session: Session, issuer: str, client_id: str, deployment: str
) -> Registration | None:
    """Return the one registration that a login can mean; None if there is none or a choice.

    A platform need not send its client id; then the deployment, or there being only
    one registration of the issuer, decides.
    """
    if client_id:
        return find(session, issuer, client_id)
    of_issuer = select(Registration).filter_by(issuer=issuer)
    if deployment:
        deployed_so = Registration.deployments.any(Deployment.deployment_id == deployment)
        matching = session.scalars(of_issuer.where(deployed_so).limit(2)).all()
        if len(matching) == 1:
            return matching[0]
    every = session.scalars(of_issuer.limit(2)).all()
    return every[0] if len(every) == 1 else None


def everyone(session: Session) -> list[Registration]:
    """Return all registrations, oldest first."""
    return list(session.scalars(select(Registration).order_by(Registration.id)))


def _check(details: Details, on_loopback: bool) -> None:
    faults = [
        f"The {name} must be an https address, not {url!r}."
        for name, url in (
            ("issuer", details.issuer),
            ("login URL", details.login_url),
            ("token URL", details.token_url),
            ("key set URL", details.keys_url),
        )
        if not is_address(url, on_loopback)
    ]
    for name, value in (
        ("issuer", details.issuer),
        ("client id", details.client_id),
        ("deployment", details.deployment),
    ):
        if not 0 < len(value) <= LONGEST_ID:
            faults.append(f"The {name} must have 1 to {LONGEST_ID} characters.")
    if faults:
        raise UnusableRegistration("\n".join(faults))


def is_address(url: str, on_loopback: bool) -> bool:
    """Tell whether we may call this address: https, and no number of a private network.

    Where the tool itself is on loopback, anything on http or https will do.
    """
    schemes = {"https", "http"} if on_loopback else {"https"}
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return False
    reachable = on_loopback or not _is_private(host)
    return parts.scheme in schemes and bool(host) and reachable and len(url) <= LONGEST_URL


def _is_private(host: str) -> bool:
    try:
        return not ip_address(host).is_global
    except ValueError:  # a name
        return host == "localhost"
