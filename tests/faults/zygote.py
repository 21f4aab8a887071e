"""A process that has imported everything and forks one tool after another, to be killed.

    python -m tests.faults.zygote DATABASE_URL FOLDER ISSUER

For each line on its standard input it forks a child and prints the child's process id. A child
is web and worker in one, as `serve` is: students launch, submit, and read, which raises their
score each time, through the tool's own pages; and what they earned is delivered. Before each post
"began NAME VERSION" is noted in FOLDER/notes, and once it is answered "done NAME VERSION": what a
browser would know. FOLDER/key.pem is what the platform at ISSUER signs launches with.
"""

from __future__ import annotations

import os
import sys
import threading
from pathlib import Path

from cryptography.hazmat.primitives.serialization import load_pem_private_key

from lti_tool import create_app
from lti_tool.config import Config
from tests.support import platform as platforms
from tests.support.answers import right_answers
from tests.support.launching import SECRET, TOOL, Client, begin, claims
from tests.support.platform import Platform

THREADS = 2


def main(database_url: str, folder: Path, issuer: str) -> None:
    """Fork a child for each line."""
    platforms.KEY = load_pem_private_key((folder / "key.pem").read_bytes(), None)
    for number, _ in enumerate(sys.stdin):
        child = os.fork()
        if not child:
            _live(Config(database_url, TOOL, SECRET), folder, issuer, number)
        print(child, flush=True)  # noqa: T201


def _live(config: Config, folder: Path, issuer: str, number: int) -> None:
    app = create_app(config)
    app.extensions["jobs"].work()
    platform = Platform(issuer=issuer)
    notes = os.open(folder / "notes", os.O_WRONLY | os.O_APPEND | os.O_CREAT)

    def note(what: str, name: str, version: int) -> None:
        os.write(notes, f"{what} {name} {version}\n".encode())

    def learn(thread: int) -> None:
        for turn in range(1_000_000):
            name = f"{number}-{thread}-{turn}"
            client = Client(app)
            path = client.open(platform, claims(platform, sub=name))
            attempt = begin(client, path)
            right = right_answers(app.extensions["database"], attempt)
            reads = [
                form.action for form in client.page(path).forms if form.action.endswith("/read")
            ]
            posts = [(f"{attempt}/submission", right), *((each, {}) for each in reads)]
            for version, (address, data) in enumerate(posts, start=1):
                note("began", name, version)
                answer = client.post(address, data)
                assert answer.status_code < 400, answer.text
                note("done", name, version)

    threads = [threading.Thread(target=learn, args=(each,)) for each in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), sys.argv[3])
