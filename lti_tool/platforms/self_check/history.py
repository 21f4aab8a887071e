"""What can be said of a platform without asking anybody: pure functions of what is known."""

from datetime import datetime

from lti_tool.platforms.self_check import settings
from lti_tool.platforms.self_check.findings import Finding
from lti_tool.platforms.self_check.subject import Subject

REMOVED, DEPLOYMENT, LAUNCH, COOKIES = (
    "Registration",
    "Deployment",
    "Launches",
    "Cookies in the LMS's frame",
)


def registration(subject: Subject) -> Finding:
    """Say whether launches are let in at all."""
    if subject.registration.is_removed:
        return Finding(
            REMOVED,
            "failed",
            "This platform was removed: its launches are refused and no grades are sent.",
            "Restore it on its page of the admin pages.",
        )
    return Finding(REMOVED, "ok", "Launches of this platform are let in.")


def deployment(subject: Subject) -> Finding:
    """Say whether any installation is known."""
    if subject.has_deployment:
        known = ", ".join(each.deployment_id for each in subject.registration.deployments)
        where = settings.to_find_deployment(subject.registration)
        return Finding(DEPLOYMENT, "ok", f"Known: {known}. Others are refused. {where}")
    return Finding(DEPLOYMENT, "unknown", "None is known yet: the first launch brings it.")


def launches(subject: Subject) -> Finding:
    """Say whether anybody ever came."""
    if subject.launched_at:
        return Finding(LAUNCH, "ok", f"The last one came {moment(subject.launched_at)}.")
    steps = settings.to_launch(subject.registration)
    return Finding(
        LAUNCH, "unknown", "Nobody has opened the tool from here yet.", f"What is left: {steps}."
    )


def cookies(subject: Subject) -> Finding:
    """Say how often browsers kept our cookie; without it, learners go on by their address."""
    looked_at, lost = len(subject.in_path), sum(subject.in_path)
    if not looked_at:
        return Finding(COOKIES, "unknown", "No student has opened the tool from here yet.")
    if not lost:
        return Finding(COOKIES, "ok", f"Students' last visits that kept it: all {looked_at}.")
    in_a_tab = settings.to_open_in_a_tab(subject.registration)
    return Finding(
        COOKIES,
        "warning" if 2 * lost > looked_at else "ok",
        f"Students' last visits that lost it: {lost} of {looked_at}. Their browsers keep no cookie "
        "inside the LMS's frame. Students go on all the same; instructors take a new tab.",
        f"Outside a frame every browser keeps it. {in_a_tab}",
    )


def moment(at: datetime) -> str:
    """Write a moment by this server's clock."""
    return f"{at.astimezone():%d %b %Y, %H:%M}"
