"""Runs of rows or columns in a projection, as Pillow tells it: 1 where there is something, 0 elsewhere."""

Run = tuple[int, int]
"""Start and end."""


def runs(projection: bytes, gap: int) -> list[Run]:
    """Each run of 1, those less than `gap` apart taken as one."""
    found: list[Run] = []
    blank, end = bytes(gap), 0
    while (start := projection.find(1, end)) >= 0:
        end = projection.find(blank, start)
        end = len(projection.rstrip(b"\0")) if end < 0 else end
        found.append((start, end))
    return found
