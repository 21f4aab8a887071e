"""The addresses of this Open edX: its own under /api/, and four of ours to look in by."""

from course import COURSE, PEOPLE, Course, CourseRuntime
from django.conf import settings
from django.http import Http404, HttpResponseRedirect, JsonResponse
from django.urls import include, path
from lti_consumer.api import (
    get_lti_1p3_content_url,
    get_lti_1p3_launch_info,
    get_lti_1p3_launch_start_url,
)
from lti_consumer.lti_1p3.extensions.rest_framework.serializers import (
    LtiAgsLineItemSerializer,
    LtiAgsScoreSerializer,
)
from lti_consumer.models import CourseAllowPIISharingInLTIFlag, LtiAgsLineItem

SIGNED_IN = "somebody_of_open_edx"
course = Course(settings.TOOL_URL, settings.TOOLS_GRADES)
course.stand_behind_the_door()
CourseAllowPIISharingInLTIFlag.objects.create(course_id=COURSE, enabled=True)


def registration(request):
    """What Studio tells the author to enter at the tool."""
    launch_data = course.block(PEOPLE["teacher"]).get_lti_1p3_launch_data()
    return JsonResponse({"issuer": settings.LMS_ROOT_URL, **get_lti_1p3_launch_info(launch_data)})


def open_activity(request, username):
    """Send the browser where the activity's frame would go."""
    if username not in PEOPLE:
        raise Http404(username)
    launch_data = course.block(PEOPLE[username]).get_lti_1p3_launch_data()
    return HttpResponseRedirect(get_lti_1p3_content_url(launch_data))


def choose_content(request, username):
    """Sign somebody in and send the browser where Studio's "Deep linking" button would go."""
    launch_data = course.block(PEOPLE[username]).get_lti_1p3_launch_data()
    answer = HttpResponseRedirect(get_lti_1p3_launch_start_url(launch_data, deep_link_launch=True))
    answer.set_cookie(SIGNED_IN, username)
    return answer


def signed_in(get_response):
    """Say who is signed in, as Open edX's session does."""

    def middleware(request):
        request.user = PEOPLE.get(request.COOKIES.get(SIGNED_IN))
        return get_response(request)

    return middleware


def gradebook(request):
    """Every line item with its scores; the grades in the course's gradebook, and all before."""
    line_items = [
        LtiAgsLineItemSerializer(item, context={"request": request}).data
        | {"scores": LtiAgsScoreSerializer(item.scores.all(), many=True).data}
        for item in LtiAgsLineItem.objects.all()
    ]
    grades = {
        person.username: CourseRuntime.gradebook[person.id]
        for person in PEOPLE.values()
        if person.id in CourseRuntime.gradebook
    }
    people = {person.username: person.external_id for person in PEOPLE.values()}
    published = {
        person.username: CourseRuntime.published.get(person.id, []) for person in PEOPLE.values()
    }
    told = {"line_items": line_items, "grades": grades, "people": people}
    return JsonResponse(told | {"published": published})


urlpatterns = [
    path("api/", include("lti_consumer.plugin.urls")),
    path("registration", registration),
    path("activity/<username>", open_activity),
    path("choosing/<username>", choose_content),
    path("gradebook", gradebook),
]
