"""The app for any WSGI server; importing it starts nothing. Beside it, run `lineage-lab worker`."""

from lti_tool import create_app

app = create_app()
