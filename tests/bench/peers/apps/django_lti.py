"""django-lti as its README sets it up, in a project of one file.

Its cache and sessions are Django's defaults (memory, database). SQLite is given what it needs to
take several writers: a write-ahead log, and transactions that begin by asking for the lock.
"""

import sys

import django
from django.conf import settings
from serving import FOLDER, platform, serve

FILE = FOLDER / "django.db"
settings.configure(
    SECRET_KEY="a secret key that only the bench knows, long enough",
    ALLOWED_HOSTS=["127.0.0.1"],
    ROOT_URLCONF=__name__,
    USE_TZ=True,
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    INSTALLED_APPS=[
        "django.contrib.auth",
        "django.contrib.contenttypes",
        "django.contrib.sessions",
        "lti_tool",
    ],
    MIDDLEWARE=[
        "django.middleware.security.SecurityMiddleware",
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.middleware.common.CommonMiddleware",
        "lti_tool.middleware.LtiLaunchMiddleware",
    ],
    DATABASES={
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": FILE,
            "CONN_MAX_AGE": None,
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL",
            },
        }
    },
)
django.setup()

from django.core.management import call_command  # noqa: E402
from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.http import HttpRequest, HttpResponse  # noqa: E402
from django.urls import path  # noqa: E402
from django.utils.html import format_html  # noqa: E402
from lti_tool.views import LtiLaunchBaseView, OIDCLoginInitView, jwks  # noqa: E402

from lti_tool.models import LtiDeployment, LtiLaunch, LtiRegistration  # noqa: E402

REGISTERED = "00000000-0000-0000-0000-000000000001"
PAGE = "<!doctype html><title>Application</title><p>{}"


class Launch(LtiLaunchBaseView):
    """What an application adds to a launch: a page."""

    def handle_resource_launch(self, _: HttpRequest, launch: LtiLaunch) -> HttpResponse:
        return HttpResponse(format_html(PAGE, launch.get_claim("name")))


urlpatterns = [
    path("jwks/", jwks),
    path("init/<uuid:registration_uuid>/", OIDCLoginInitView.as_view()),
    path("launch/", Launch.as_view()),
]


def prepare() -> None:
    """Make the tables and the tool's key, and register the platform."""
    call_command("migrate", verbosity=0)
    call_command("rotate_keys", verbosity=0)
    issuer, known = platform()
    registration = LtiRegistration.objects.create(
        name="bench",
        uuid=REGISTERED,
        issuer=issuer,
        client_id=known["client_id"],
        auth_url=known["auth_login_url"],
        token_url=known["auth_token_url"],
        keyset_url=known["key_set_url"],
    )
    for deployment in known["deployment_ids"]:
        LtiDeployment.objects.create(
            registration=registration, deployment_id=deployment, is_active=True
        )


if __name__ == "__main__":
    if "prepare" in sys.argv:
        prepare()
    else:
        serve(get_wsgi_application())
