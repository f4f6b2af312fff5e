"""Lines of text and the places where they stand."""

from dataclasses import dataclass
from typing import NamedTuple


class Box(NamedTuple):
    """A rectangle in pixels of the picture as displayed; the origin is its top left corner."""

    left: int
    top: int
    width: int
    height: int

    @property
    def right(self) -> int:
        """The first column to the right of the box."""
        return self.left + self.width

    @property
    def bottom(self) -> int:
        """The first row below the box."""
        return self.top + self.height

    @property
    def edges(self) -> tuple[int, int, int, int]:
        """Left, top, right, bottom, as Pillow wants them."""
        return self.left, self.top, self.right, self.bottom

    @classmethod
    def between(cls, left: int, top: int, right: int, bottom: int) -> "Box":
        """The box with these edges."""
        return cls(left, top, right - left, bottom - top)

    def within(self, width: int, height: int) -> "Box | None":
        """The part of the box inside a picture of this size; None when nothing of it is inside."""
        left, top = max(self.left, 0), max(self.top, 0)
        right, bottom = min(self.right, width), min(self.bottom, height)
        return Box.between(left, top, right, bottom) if left < right and top < bottom else None

    def overlaps(self, other: "Box") -> bool:
        """Whether the two boxes share a pixel."""
        return (
            self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom
        )


@dataclass(frozen=True)
class Sight:
    """What is seen of a region whose text nobody said: a digest of its pixels, and how many letters have room."""

    digest: bytes
    letters: int


@dataclass(frozen=True)
class Line:
    """One line of text as found or planted; `box` is None when no place is known for it."""

    text: str
    box: Box | None = None
