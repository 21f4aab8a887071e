"""The server of `lineage-lab serve`: waitress, with room for a whole lecture's browsers at once.

And what any process that serves for long asks of its memory.
"""

from __future__ import annotations

import ctypes
import gc
import resource
import sys
from contextlib import suppress
from typing import TYPE_CHECKING

from flask import Flask
from waitress import create_server

from lti_tool.config import LARGEST_REQUEST

if TYPE_CHECKING:
    from waitress.server import BaseWSGIServer

HTTP_THREADS = 16
CONNECTIONS = 4000
"""Browsers keep a connection, or several, for as long as they may."""
OTHER_FILES = 200
"""Files and connections to databases and platforms that a process has open besides."""
ARENA_MAX, POOLS = -8, 2
"""What glibc's mallopt calls the most pools of memory, and how many are enough."""
NEW_OBJECTS = 10_000, 20, 20
"""How many are made before the newest are looked through; how often before older ones are."""
IDLE_SECONDS = 60
"""How long a connection may stay silent, so that idle ones do not keep others out."""


def server(app: Flask, host: str, port: int) -> BaseWSGIServer:
    """Listen for an app; raises OSError where the port cannot be had."""
    return create_server(
        app,
        host=host,
        port=port,
        threads=HTTP_THREADS,
        connection_limit=room(CONNECTIONS),
        channel_timeout=IDLE_SECONDS,
        max_request_body_size=LARGEST_REQUEST,
        asyncore_use_poll=True,  # select() ends the process at the 1,024th open file
    )


def share_memory() -> bool:
    """Have all threads share two pools of memory; tells whether this system has pools.

    glibc gives eight to a processor, and each keeps for itself what it once had. To be called
    before there are threads.
    """
    try:
        return bool(ctypes.CDLL(None).mallopt(ARENA_MAX, POOLS))
    except (AttributeError, OSError):  # another C library
        return False


def collect_seldom() -> None:
    """Have Python look for garbage in circles more seldom, and not among what stays for good.

    To be called once the app is made: that is nearly all that a process holds, and whoever is
    answered meanwhile waits until it was looked through.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(*NEW_OBJECTS)


def room(connections: int) -> int:
    """Have the system allow files for so many connections; returns how many it lets us have."""
    now, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    allowed, most = _number(now), _number(hard)
    wanted = min(connections + OTHER_FILES, most)
    if allowed < wanted:
        with suppress(ValueError, OSError):  # some systems allow less than they say
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
            allowed = wanted
    return max(1, min(connections, allowed - OTHER_FILES))


def _number(limit: int) -> int:
    return sys.maxsize if limit == resource.RLIM_INFINITY else limit
