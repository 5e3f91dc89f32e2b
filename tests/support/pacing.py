"""How quick this machine is right now: what is timed by the clock is held to its bound times this.

The load average does not see a host that takes the processor away; a piece of work that is always the same does.
"""

from __future__ import annotations

import hashlib
import threading
import time
from concurrent.futures import ThreadPoolExecutor

CORES = 2
"""So many has the machine of which the bounds speak: one with more gets no longer, and one with less is slower."""
PIECE, SECONDS = bytes(1 << 20), 0.4
"""What is hashed over and over, less than a moment's work that leaves the interpreter free, and for how long."""
_seen: list[float] = []


def pace() -> float:
    """How many times as long two cores take for what they do at once as they would at rest: never below 1.

    At rest, a piece takes what the quickest tenth of them took at most: whoever else wants the cores comes between
    pieces, or into a few of them. The quickest alone might have had a moment of another core's share.
    """
    together = threading.Barrier(CORES)
    with ThreadPoolExecutor(CORES) as threads:
        found = list(threads.map(lambda _core: _work(together), range(CORES)))
    pieces = sorted(piece for took, _ in found for piece in took)
    _seen.append(pieces[len(pieces) // 10])
    return max(1, sum(elapsed for _, elapsed in found) / (len(pieces) * min(_seen)))


def _work(together: threading.Barrier) -> tuple[list[float], float]:
    """Do one core's share: the seconds of each piece, and of all, pauses between them included."""
    took: list[float] = []
    together.wait()
    began = now = time.perf_counter()
    while now - began < SECONDS:
        hashlib.sha256(PIECE).digest()
        before, now = now, time.perf_counter()
        took.append(now - before)
    return took, now - began
