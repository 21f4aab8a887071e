"""A proxy as it stands before a tool: passes connections on, to another tool from one on."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass


@dataclass
class Proxy:
    """Everybody knows `port`; what comes there goes to `to`."""

    port: int
    to: int

    def pass_on(self, client: socket.socket) -> None:
        """Connect somebody with the tool that serves now, until both have said everything."""
        with client, socket.create_connection(("127.0.0.1", self.to)) as tool:
            back = threading.Thread(target=pump, args=(tool, client))
            back.start()
            pump(client, tool)
            back.join()


def pump(source: socket.socket, target: socket.socket) -> None:
    """Pass on what is said, and that no more is said."""
    with suppress(OSError):
        while said := source.recv(65_536):
            target.sendall(said)
    with suppress(OSError):
        target.shutdown(socket.SHUT_WR)


@contextmanager
def proxy(port: int, to: int) -> Iterator[Proxy]:
    """Pass on what comes to a port."""
    standing = Proxy(port, to)
    with socket.create_server(("127.0.0.1", port)) as listening:
        threading.Thread(target=serve, args=(standing, listening), daemon=True).start()
        yield standing
        listening.shutdown(socket.SHUT_RDWR)


def serve(standing: Proxy, listening: socket.socket) -> None:
    """Accept until the socket is closed."""
    with suppress(OSError):
        while True:
            client, _ = listening.accept()
            threading.Thread(target=standing.pass_on, args=(client,), daemon=True).start()
