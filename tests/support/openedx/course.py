"""What edx-platform puts around Open edX's own LTI block: a course, its people, a gradebook.

`lti_consumer.plugin.compat` is the package's own door to edx-platform. Only the functions
behind that door are supplied here; the block, its launch, its keys, tokens and grades are
Open edX's code, unchanged. Imported after Django is set up.
"""

from dataclasses import dataclass
from types import SimpleNamespace
from typing import ClassVar
from uuid import NAMESPACE_DNS, uuid5

from lti_consumer.exceptions import LtiError
from lti_consumer.lti_xblock import LtiConsumerXBlock
from lti_consumer.plugin import compat
from opaque_keys.edx.keys import CourseKey
from xblock.fields import ScopeIds
from xblock.reference.user_service import UserService, XBlockUser
from xblock.runtime import DictKeyValueStore, KvsFieldData, MemoryIdManager, Runtime

COURSE = CourseKey.from_string("course-v1:Lineage+LAB101+2026")
PLACE = COURSE.make_usage_key("lti_consumer", "tasks-vs-assets")


@dataclass(frozen=True)
class Person:
    """Someone enrolled in the course; tools know them by `external_id` only."""

    id: int
    username: str
    name: str
    role: str

    @property
    def email(self):
        return f"{self.username}@example.edu"

    @property
    def external_id(self):
        return str(uuid5(NAMESPACE_DNS, self.username))


PEOPLE = {
    person.username: person
    for person in (
        Person(1, "first", "First Student", "student"),
        Person(2, "second", "Second Student", "student"),
        Person(3, "third", "Third Student", "student"),
        Person(4, "teacher", "Course Teacher", "instructor"),
    )
}


def enroll(students):
    """Add so many students of no name: student-0, student-1, ..."""
    for number in range(students):
        name = f"student-{number}"
        PEOPLE[name] = Person(100 + number, name, name.title(), "student")


class Users(UserService):
    """Says who looks at the block."""

    def __init__(self, person):
        super().__init__()
        self.person = person

    def get_current_user(self):
        user = XBlockUser(True, [self.person.email], self.person.name)
        user.opt_attrs = {
            "edx-platform.is_authenticated": True,
            "edx-platform.user_id": self.person.id,
            "edx-platform.username": self.person.username,
            "edx-platform.user_role": self.person.role,
        }
        return user

    def get_external_user_id(self, _type_name):
        return self.person.external_id


class Rebinding:
    """Hands a block loaded for nobody to the student whose score arrived."""

    def rebind_noauth_module_to_user(self, block, person):
        block.scope_ids = block.scope_ids._replace(user_id=person.id)


class CourseSettings:
    """What a block inherits from the course around it."""

    due = graceperiod = start = None


class CourseRuntime(Runtime):
    """Where the block runs; the grades it publishes are the LMS's gradebook."""

    gradebook: ClassVar[dict] = {}
    published: ClassVar[dict] = {}
    handler_url = local_resource_url = resource_url = None  # nothing here asks for them

    def publish(self, _block, event_type, event):
        if event_type == "grade":
            self.gradebook[event["user_id"]] = (event["value"], event["max_value"])
            self.published.setdefault(event["user_id"], []).append(event["value"])


class Course:
    """One course with one graded LTI activity in it, which launches the tool."""

    display_name_with_default = "Data pipelines"
    display_org_with_default = "Lineage"

    def __init__(self, tool_url, grades):
        self.written_in_studio = {
            "display_name": "Tasks vs assets",
            "has_score": True,
            "weight": 10.0,
            "lti_version": "lti_1p3",
            "lti_1p3_oidc_url": f"{tool_url}/lti/login",
            "lti_1p3_launch_url": f"{tool_url}/lti/launch",
            "lti_1p3_tool_key_mode": "keyset_url",
            "lti_1p3_tool_keyset_url": f"{tool_url}/lti/jwks.json",
            "lti_1p3_enable_nrps": True,
            "lti_advantage_deep_linking_enabled": True,
            "lti_advantage_deep_linking_launch_url": f"{tool_url}/lti/launch",
            "lti_advantage_ags_mode": grades,
            "ask_to_send_full_name": True,
            "ask_to_send_email": True,
        }
        self.store = DictKeyValueStore()
        block = self.block()
        for field, value in self.written_in_studio.items():
            setattr(block, field, value)
        block.save()

    def block(self, person=None):
        """Load the activity's block for this person, or for nobody."""
        services = {"rebind_user": Rebinding(), "user": Users(person)}
        ids = MemoryIdManager()
        runtime = CourseRuntime(ids, ids, mixins=(CourseSettings,), services=services)
        return runtime.construct_xblock_from_class(
            LtiConsumerXBlock,
            ScopeIds(person.id if person else None, "lti_consumer", PLACE, PLACE),
            KvsFieldData(self.store),
        )

    def stand_behind_the_door(self):
        """Answer what Open edX's LTI code asks of edx-platform."""
        compat.load_enough_xblock = compat.load_block_as_user = lambda _place: self.block()
        compat.get_course_by_id = lambda _course: self
        compat.get_user_from_external_user_id = known_outside_as
        compat.user_has_studio_write_access = lambda user, _course: user and user.role != "student"
        compat.get_course_members = lambda _course: {p.id: member(p) for p in PEOPLE.values()}
        compat.batch_get_or_create_externalids = lambda _users: {
            person.id: SimpleNamespace(external_user_id=person.external_id)
            for person in PEOPLE.values()
        }


def known_outside_as(external_id):
    """Find the person that tools know by this id."""
    for person in PEOPLE.values():
        if person.external_id == external_id:
            return person
    raise LtiError("Invalid User")


def member(person):
    """One row of what the LMS answers when asked for a course's members."""
    return {
        "id": person.id,
        "username": person.username,
        "name": person.name,
        "email": person.email,
        "roles": [person.role],
    }
