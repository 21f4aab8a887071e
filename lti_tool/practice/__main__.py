"""`python -m lti_tool.practice`: serve the practice LMS until Ctrl-C."""

from pathlib import Path
from threading import Event

import click

from lti_tool.practice import Config, create_app
from lti_tool.practice.config import Preview
from lti_tool.practice.server import PortClosed, listen, serve


@click.command(help="Serve the practice LMS on this machine, for one LTI tool.")
@click.option(
    "--port",
    default=Config.port,
    show_default=True,
    type=click.IntRange(0, 65535),
    help="0 takes any free one.",
)
@click.option("--tool", default=Config.tool, show_default=True, help="The tool's base URL.")
@click.option(
    "--data",
    default=Config.data,
    show_default=True,
    type=click.Path(dir_okay=False, path_type=Path),
    help="The SQLite file; made if missing.",
)
@click.option(
    "--preview",
    type=(str, str, click.IntRange(1)),
    metavar="KEY TITLE POINTS",
    help="An activity of the tool's that a new data file has besides the usual ones.",
)
def main(port: int, tool: str, data: Path, preview: tuple[str, str, int] | None) -> None:
    """Listen, say where, serve."""
    try:
        sockets = listen(port)
        shown = Preview(*preview) if preview else None
        config = Config(sockets[0].getsockname()[1], tool, data, shown)
    except (PortClosed, ValueError) as error:
        raise click.ClickException(str(error)) from error
    app = create_app(config)
    click.echo(f"Practice LMS ready at {config.issuer} for the tool at {config.tool}")
    serve(app, sockets, Event())


if __name__ == "__main__":
    main()
