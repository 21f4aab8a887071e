"""Run Open edX's LTI platform on a loopback port, with one course that launches the tool.

    .venvs/openedx/bin/python tests/support/openedx/serve.py --port 9000 \
        --database /some/new/file --tool http://127.0.0.1:8001

The platform is the package lti-consumer-xblock, as Open edX deploys it; `course.py` is what
edx-platform would put around it, `pages.py` its addresses.
"""

import argparse
import secrets

import django
from django.conf import settings


def configure(port, database, tool, grades):
    """Set up Django as far as Open edX's LTI code needs it, and make its tables."""
    settings.configure(
        TOOL_URL=tool,
        TOOLS_GRADES=grades,
        LMS_ROOT_URL=f"http://127.0.0.1:{port}",
        PLATFORM_NAME="Open edX",
        SERVICE_VARIANT="lms",
        USAGE_ID_PATTERN=r"(?P<usage_id>[^/]+@[^/]+)",
        SECRET_KEY=secrets.token_hex(),
        ALLOWED_HOSTS=["127.0.0.1"],
        ROOT_URLCONF="pages",
        USE_TZ=True,
        INSTALLED_APPS=[
            "django.contrib.auth",
            "django.contrib.contenttypes",
            "lti_consumer",
            "rest_framework",
        ],
        MIDDLEWARE=[
            "edx_django_utils.cache.middleware.RequestCacheMiddleware",
            "pages.signed_in",
        ],
        TEMPLATES=[
            {"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}
        ],
        DATABASES={
            "default": {
                "ENGINE": "django.db.backends.sqlite3",
                "NAME": database,
                "ATOMIC_REQUESTS": True,  # as edx-platform has it
                "OPTIONS": {"transaction_mode": "IMMEDIATE"},
            }
        },
        DEFAULT_AUTO_FIELD="django.db.models.AutoField",
    )
    django.setup()


def main():
    """Read the command line, make the database, serve until told to stop."""
    command = argparse.ArgumentParser(description=__doc__)
    command.add_argument("--port", type=int, required=True)
    command.add_argument("--database", required=True)
    command.add_argument("--tool", required=True)
    command.add_argument(
        "--grades",
        default="declarative",
        choices=["declarative", "programmatic"],
        help="who makes the grade column: Open edX, or the tool",
    )
    command.add_argument("--students", type=int, default=0, help="how many more the course has")
    given = command.parse_args()
    configure(given.port, given.database, given.tool, given.grades)

    from course import enroll
    from django.core.management import call_command
    from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
    from django.core.wsgi import get_wsgi_application

    call_command("migrate", verbosity=0)
    enroll(given.students)
    server = ThreadedWSGIServer(("127.0.0.1", given.port), WSGIRequestHandler)
    server.set_app(get_wsgi_application())
    server.serve_forever()


if __name__ == "__main__":
    main()
