"""What a new practice LMS holds: people, two courses, the built-in tool, and its activities."""

from typing import Final
from urllib.parse import urlsplit

from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool.practice.config import CLIENT_ID, DEPLOYMENT_ID, Config, Preview
from lti_tool.practice.models import (
    Activity,
    Course,
    Enrollment,
    Group,
    LineItem,
    Person,
    Tool,
)
from lti_tool.practice.models.tools import ACTIVE, BUILT_IN
from lti_tool.practice.vocabulary import (
    ASSISTANT,
    IDENTITY_CLAIMS,
    INSTRUCTOR,
    LEARNER,
    MESSAGES,
    PERSONAL_CLAIMS,
    SCOPES,
)

MAIL: Final = "example.org"

STUDENTS: Final = (
    ("amara", "Amara", "Okafor"),
    ("bence", "Bence", "Kovács"),
    ("chloe", "Chloé", "Lefèvre"),
    ("diego", "Diego", "Ramírez"),
    ("farah", "Farah", "Rahimi"),
    ("haruto", "Haruto", "Tanaka"),
    ("linh", "Linh", "Nguyễn"),
)
COURSES: Final = (
    (
        "DE101",
        "Data Engineering 101",
        "Pipelines from the ground up: moving, shaping and trusting data.",
    ),
    (
        "AE201",
        "Analytics Engineering 201",
        "Models, tests and freshness: the tables that people decide by.",
    ),
)
# course, name, who is in it
GROUPS: Final = (
    ("DE101", "Monday lab", ("amara", "bence", "chloe", "nameless")),
    ("DE101", "Thursday lab", ("diego", "farah", "haruto")),
    ("DE101", "Project Larch", ("chloe", "diego")),
)
POINTS: Final = 20
"""What the built-in tool's activity is worth there too, so that both show one number."""
# id, course, title, description, key of the built-in tool's activity, points in the gradebook
ACTIVITIES: Final = (
    (
        "de101-tasks-vs-assets",
        "DE101",
        "Airflow vs Dagster: tasks vs assets",
        "Read, explore one pipeline in two mental models, reflect, and answer a few questions.",
        "tasks-vs-assets",
        POINTS,
    ),
    (
        "de101-ungraded",
        "DE101",
        "Tasks vs assets, for practice only",
        "The same activity without a column in the gradebook.",
        "tasks-vs-assets",
        None,
    ),
    (
        "ae201-tasks-vs-assets",
        "AE201",
        "Orchestration: what went stale?",
        "Tasks and assets again, in this course's own gradebook.",
        "tasks-vs-assets",
        POINTS,
    ),
)


def fill(session: Session, config: Config) -> None:
    """Put people, courses and activities into an empty database; any other keeps its own."""
    tool = session.scalars(select(Tool).filter_by(client_id=CLIENT_ID)).one_or_none()
    if tool:
        place(tool, config)
        return
    session.add(tool := built_in())
    place(tool, config)
    session.add_all(people())
    session.add_all(
        Course(id=id_, title=title, description=description) for id_, title, description in COURSES
    )
    session.flush()
    for course, _, _ in COURSES:
        session.add_all(enrolled := enrollments(course))
        session.add_all(groups(course, enrolled))
    _add_activities(session, tool, config.preview)


def built_in() -> Tool:
    """Make the tool that every practice LMS knows from the start."""
    return Tool(
        client_id=CLIENT_ID,
        deployment_id=DEPLOYMENT_ID,
        name="Lineage Lab",
        description="The tool that this LMS was started for.",
        state=ACTIVE,
        came_by=BUILT_IN,
        scopes=list(SCOPES),
        claims=[*IDENTITY_CLAIMS, *PERSONAL_CLAIMS],
        custom={},
    )


def place(tool: Tool, config: Config) -> None:
    """Say where the built-in tool is, and what it takes; another start may have another port."""
    tool.domain = urlsplit(config.tool).netloc
    tool.login_url, tool.keys_url = config.tool_login_url, config.tool_keys_url
    tool.target_link_uri = tool.deep_linking_url = config.tool_launch_url
    tool.redirect_uris = [config.tool_launch_url]
    tool.messages = list(MESSAGES)


def people() -> list[Person]:
    """Make everyone; the last student is known by an id alone."""
    return [
        _person("ingrid", "Ingrid", "Solberg", is_admin=True),
        _person("tomas", "Tomás", "Herrera"),
        _person("noor", "Noor", "Haddad"),
        *(_person(*student) for student in STUDENTS),
        Person(id="nameless"),
    ]


def _person(id_: str, given: str, family: str, *, is_admin: bool = False) -> Person:
    email = f"{id_}@{MAIL}"
    return Person(id=id_, given_name=given, family_name=family, email=email, is_admin=is_admin)


def enrollments(course_id: str) -> list[Enrollment]:
    """Enroll everyone but the administrator; Noor assists in one course and learns in the other."""
    noor = ASSISTANT if course_id == "DE101" else LEARNER
    learners = [id_ for id_, _, _ in STUDENTS] + ["nameless"]
    roles = {"tomas": INSTRUCTOR, "noor": noor} | dict.fromkeys(learners, LEARNER)
    return [
        Enrollment(course_id=course_id, person_id=person_id, role=role)
        for person_id, role in roles.items()
    ]


def groups(course_id: str, enrolled: list[Enrollment]) -> list[Group]:
    """Put those who are enrolled in a course into its groups; some are in two, one is in none."""
    return [
        Group(
            course_id=course_id,
            name=name,
            members=[each for each in enrolled if each.person_id in people],
        )
        for course, name, people in GROUPS
        if course == course_id
    ]


def _add_activities(session: Session, tool: Tool, preview: Preview | None) -> None:
    listed = (*_previewed(preview), *ACTIVITIES)
    for position, (id_, course_id, title, description, key, points) in enumerate(listed):
        activity = Activity(
            id=id_,
            course_id=course_id,
            position=position,
            title=title,
            description=description,
            custom={"activity": key},
            tool=tool,
        )
        session.add(activity)
        if points:
            activity.line_item = LineItem(
                course_id=course_id,
                tool=tool,
                label=title,
                score_maximum=points,
                resource_id=key,
                tag="grade",
            )


def _previewed(preview: Preview | None) -> tuple[tuple[str, str, str, str, str, int], ...]:
    """Make a row as in ACTIVITIES."""
    if not preview:
        return ()
    told = "The activity that you are looking at before others do."
    return (("preview", COURSES[0][0], preview.title, told, preview.key, preview.points),)
