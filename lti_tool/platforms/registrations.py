"""Whom we trust: registrations, told apart by issuer, client id and deployment."""

import re
from dataclasses import dataclass

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, selectinload

from lti_tool.config import Config
from lti_tool.errors import RegistrationNotFound, UnusableRegistration
from lti_tool.models import LONGEST_ID, Deployment, Registration
from lti_tool.platforms.addresses import may_call
from lti_tool.platforms.texts import is_storable
from quizzes.db import utcnow

SITE = re.compile(r"https://(\*\.)?[a-z0-9-]+(\.[a-z0-9-]+)*(:[0-9]{1,5})?")
LONGEST_FRAMES = 2000


@dataclass(frozen=True)
class Details:
    """What an admin copies from the platform, or the platform says of itself.

    `deployment` may be empty: some platforms have none until the tool is put into an account.
    """

    issuer: str
    client_id: str
    login_url: str
    token_url: str
    keys_url: str
    deployment: str = ""
    audience: str | None = None
    product: str = ""
    name: str = ""


def save(session: Session, details: Details, config: Config) -> Registration:
    """Register a platform; one that is known by issuer and client id is updated.

    One that was removed serves again. An empty product or name leaves what was known.
    Raises UnusableRegistration.
    """
    check(details, config)
    registration = find(session, details.issuer, details.client_id)
    if not registration:
        registration = Registration(
            issuer=details.issuer, client_id=details.client_id, created_at=utcnow()
        )
        session.add(registration)
    registration.login_url = details.login_url
    registration.token_url = details.token_url
    registration.keys_url = details.keys_url
    registration.audience = details.audience or None
    registration.product = details.product or registration.product or ""
    registration.name = details.name or registration.name or ""
    registration.is_removed = False
    session.flush()
    if details.deployment:
        _deploy(registration, details.deployment)
    session.flush()
    return registration


def get(session: Session, registration_id: int) -> Registration:
    """Return a registration with its deployments, a removed one too.

    Raises RegistrationNotFound.
    """
    known = [selectinload(Registration.deployments)]
    registration = session.get(Registration, registration_id, options=known)
    if not registration:
        raise RegistrationNotFound("We could not find that LMS.")
    return registration


def find(session: Session, issuer: str, client_id: str) -> Registration | None:
    """Return the registration of this client id at this issuer, a removed one too."""
    return session.scalars(
        select(Registration).filter_by(issuer=issuer, client_id=client_id)
    ).one_or_none()


def find_for_login(
    session: Session, issuer: str, client_id: str, deployment: str
) -> Registration | None:
    """Return the one registration that a login can mean; None if there is none or a choice.

    A platform need not send its client id; then the deployment, or there being only
    one registration of the issuer, decides. Removed ones are not there.
    """
    of_issuer = _serving().filter_by(issuer=issuer)
    if client_id:
        return session.scalars(of_issuer.filter_by(client_id=client_id)).one_or_none()
    if deployment:
        deployed_so = Registration.deployments.any(Deployment.deployment_id == deployment)
        matching = session.scalars(of_issuer.where(deployed_so).limit(2)).all()
        if len(matching) == 1:
            return matching[0]
    every = session.scalars(of_issuer.limit(2)).all()
    return every[0] if len(every) == 1 else None


def everyone(session: Session) -> list[Registration]:
    """Return all registrations that were not removed, oldest first."""
    return list(session.scalars(_serving().order_by(Registration.id)))


def remove(session: Session, registration_id: int) -> None:
    """Let a platform in no more; what was learned there is kept. Raises RegistrationNotFound."""
    get(session, registration_id).is_removed = True


def restore(session: Session, registration_id: int) -> None:
    """Let a removed platform in again. Raises RegistrationNotFound."""
    get(session, registration_id).is_removed = False


def allow_frames(session: Session, registration_id: int, typed: str) -> None:
    """Let only these sites show us in a frame, from the next launches on; none typed: any.

    Raises RegistrationNotFound or UnusableRegistration.
    """
    sites = typed.split()
    if wrong := [site for site in sites if not SITE.fullmatch(site)]:
        raise UnusableRegistration(
            f"{wrong[0]!r} is no site: write https:// and a host, such as "
            "https://lms.example.edu or https://*.example.edu, without a path."
        )
    if sum(map(len, sites)) > LONGEST_FRAMES:
        raise UnusableRegistration("These are too many sites: name those alone that frame us.")
    get(session, registration_id).frames = " ".join(sites)


def add_deployment(session: Session, registration_id: int, deployment_id: str) -> None:
    """Let in another installation of a registration; a known one changes nothing.

    Raises RegistrationNotFound or UnusableRegistration.
    """
    if faults := _faults_of_ids({"deployment id": deployment_id}):
        raise UnusableRegistration("\n".join(faults))
    _deploy(get(session, registration_id), deployment_id)
    session.flush()


def check(details: Details, config: Config) -> None:
    """Raise UnusableRegistration, with a sentence for each fault, for what cannot be saved."""
    ids = {"issuer": details.issuer, "client id": details.client_id}
    if details.deployment:
        ids["deployment id"] = details.deployment
    faults = _faults_of_addresses(details, config) + _faults_of_ids(ids)
    faults += [
        f"The {name} must be a text of at most {LONGEST_ID} characters."
        for name, text in (
            ("audience", details.audience or ""),
            ("product", details.product),
            ("name", details.name),
        )
        if len(text) > LONGEST_ID or not is_storable(text)
    ]
    if faults:
        raise UnusableRegistration("\n".join(faults))


def _serving() -> Select[Registration]:
    return select(Registration).filter_by(is_removed=False)


def _deploy(registration: Registration, deployment_id: str) -> None:
    if deployment_id not in {known.deployment_id for known in registration.deployments}:
        registration.deployments.append(Deployment(deployment_id=deployment_id))


def _faults_of_addresses(details: Details, config: Config) -> list[str]:
    addresses = {
        "issuer": details.issuer,
        "login URL": details.login_url,
        "token URL": details.token_url,
        "key set URL": details.keys_url,
    }
    return [
        f"The {name} must be an https address outside private networks, not {url!r}."
        for name, url in addresses.items()
        if not may_call(url, config)
    ]


def _faults_of_ids(ids: dict[str, str]) -> list[str]:
    return [
        f"The {name} must have 1 to {LONGEST_ID} characters, with no space around them."
        for name, value in ids.items()
        if not 0 < len(value) <= LONGEST_ID or value != value.strip() or not value.isprintable()
    ]
