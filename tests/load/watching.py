"""What a process takes while it serves: memory, connections and files, read from Linux's /proc."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class Sample:
    """One look: when (seconds from the beginning), memory in MB, open files and connections."""

    at: float
    megabytes: float
    files: int


@dataclass
class Watch:
    """Looks at a process every so many seconds until it is told to stop."""

    pid: int
    every: float
    samples: list[Sample] = field(default_factory=list)

    def __enter__(self) -> Watch:
        self._stop = threading.Event()
        self._began = time.monotonic()
        self._thread = threading.Thread(target=self._look)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    def _look(self) -> None:
        while True:
            self.samples.append(sample(self.pid, time.monotonic() - self._began))
            if self._stop.wait(self.every):
                return

    def slope(self, after: float) -> float:
        """Return by how many MB an hour memory grows, from so many seconds on (least squares)."""
        looked = [each for each in self.samples if each.at >= after]
        middle = sum(each.at for each in looked) / len(looked)
        mean = sum(each.megabytes for each in looked) / len(looked)
        across = sum((each.at - middle) ** 2 for each in looked)
        along = sum((each.at - middle) * (each.megabytes - mean) for each in looked)
        return along / across * 3600


def sample(pid: int, at: float) -> Sample:
    """Look at a process once."""
    process = Path("/proc") / str(pid)
    status = (process / "status").read_text()
    resident = next((line for line in status.splitlines() if line.startswith("VmRSS")), "")
    assert resident, f"process {pid} has ended"
    files = len(list((process / "fd").iterdir()))
    return Sample(at, int(resident.split()[1]) / 1024, files)
