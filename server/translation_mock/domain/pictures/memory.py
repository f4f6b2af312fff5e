"""Memory that Pillow keeps.

A picture takes some hundred short-lived ones, many of its own size. Pillow gives the memory of each back to the system,
which clears it before it gives it again: a quarter of the time at 1920 x 1080. Pillow can keep it instead, for all
threads together (its "block allocator").
"""

from PIL import Image

BLOCK = 4 << 20
"""Bytes of one block; a larger picture has several."""
MOST_KEPT = 8
"""Blocks that are kept, 32 MiB."""


def keep_memory() -> None:
    """Have Pillow keep what it was given, unless it keeps some already (PILLOW_BLOCKS_MAX in the environment)."""
    # Pillow has no other name for what those variables set.
    core = Image.core  # type: ignore[attr-defined]
    if not core.get_blocks_max():
        core.set_block_size(BLOCK)
        core.set_blocks_max(MOST_KEPT)
