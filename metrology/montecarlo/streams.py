"""Repeatable streams: one independent generator per block of draws, from one stored seed.

A draw depends on the seed and on its number only: not on how many blocks are computed at once,
nor by how many threads (GUM-S1 6.1, C.3: a generator of proven quality; PCG64 passes TestU01).
"""

import secrets

import numpy as np
from numpy.typing import NDArray

from metrology.errors import Code, MetrologyError

Floats = NDArray[np.float64]

GENERATOR = "PCG64, SeedSequence"
# One block is also the least block of the adaptive procedure (GUM-S1 7.9.4 b: M = max(J, 10⁴)),
# and its arrays of 80 kB stay in a processor's second-level cache.
BLOCK = 10_000
SEED_BITS = 53  # every seed is then also a JSON number any reader keeps whole


def fresh_seed() -> int:
    """Give a seed from the system's entropy."""
    return secrets.randbits(SEED_BITS)


def checked_seed(seed: int) -> int:
    """Refuse a seed that is not 0 … 2⁵³−1: `out_of_range`."""
    if not 0 <= seed < 1 << SEED_BITS:
        allowed = f"0 … {(1 << SEED_BITS) - 1}"
        raise MetrologyError(Code.OUT_OF_RANGE, name="seed", found=repr(seed), allowed=allowed)
    return seed


def generator(seed: int, block: int) -> np.random.Generator:
    """Give the stream of one block: what `SeedSequence(seed).spawn` gives as its child."""
    sequence = np.random.SeedSequence(seed, spawn_key=(block,))
    return np.random.Generator(np.random.PCG64(sequence))


def sizes(draws: int) -> list[int]:
    """Give the length of each block; only the last may be shorter."""
    whole, rest = divmod(draws, BLOCK)
    return [BLOCK] * whole + ([rest] if rest else [])
