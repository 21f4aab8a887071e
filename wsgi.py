"""The app for any WSGI server; importing it starts nothing. Beside it, run `lineage-lab worker`."""

from lti_tool import create_app, serving

app = create_app()
serving.collect_seldom()
