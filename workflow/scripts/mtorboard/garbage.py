"""How often Python looks for cyclic garbage. Standard library only: it is set before anything heavy is imported."""

from __future__ import annotations

import gc

_COLLECT_EVERY = 100_000
"""Objects made between two searches; Python's own 700 cost a quarter of the time of a large MAF.

Our records are frozen and hold no cycles, so there is next to nothing to find, and what there is still goes.
"""


def collect_rarely() -> None:
    """Search for cyclic garbage rarely, in this process."""
    gc.set_threshold(_COLLECT_EVERY)
