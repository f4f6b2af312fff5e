"""Memory that Pillow keeps.

A picture takes some hundred short-lived ones, many of its own size. Pillow gives the memory of each back to the system,
which clears it before it gives it again: a quarter of the time at 1920 x 1080. Pillow can keep it instead, for all
threads together (its "block allocator").
"""

from PIL import Image

PILLOWS_OWN = 16 << 20, 0
"""Bytes of a block, and how many blocks are kept, if nothing is said."""
BLOCK = 4 << 20
"""Bytes of one block; a larger picture has several."""
MOST_KEPT = 8
"""Blocks that are kept, 32 MiB."""


def keep_memory() -> None:
    """Have Pillow keep what it was given, unless PILLOW_BLOCK_SIZE or PILLOW_BLOCKS_MAX says otherwise."""
    core = Image.core  # type: ignore[attr-defined]  # Pillow's only name for what those variables set
    if (core.get_block_size(), core.get_blocks_max()) == PILLOWS_OWN:
        core.set_block_size(BLOCK)
        core.set_blocks_max(MOST_KEPT)
