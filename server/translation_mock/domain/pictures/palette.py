"""A palette, and parts of pictures in nothing but its colours.

A painted part has colours that the palette lacks: blends of ink and ground at the edges of letters. They take the
entries that the picture does not use, as long as there are any, and the nearest colour of the palette otherwise. No
entry that is used is changed, so every pixel that is not painted keeps its index and its colour.
"""

import sys
from collections.abc import Collection
from functools import reduce

from PIL import Image, ImageChops

MOST_COLOURS = 256
ENOUGH = 64
"""Entries that one of several parts may take; the blends of a line of text are hardly told apart from 32 of them."""
MOST_COUNTED = 4_000
"""Colours of a part that are looked at one by one; a ground with more is noise, in which no shade is missed."""
MOST_COUNTED_EXACTLY = 100_000
"""The same where it has to be exact; a tenth of a second."""
FEW = 8
"""Colours up to which each is looked for in a whole part, which takes less time than to look at each pixel."""
LIKE = 4
"""The difference in a channel up to which Pillow, when it looks for the nearest colour, takes colours for the same."""
HEAVIEST = 64
"""Pixels of a colour that count when the blends are chosen, so that the edges of letters count beside a ground."""


class Palette:
    """The colours of a palette, and which of its entries are free."""

    def __init__(self, colours: bytes, used: Collection[int], hidden: Collection[int] = ()) -> None:
        """`colours` are red, green and blue of each entry, `hidden` the entries that are not opaque."""
        self._table = bytearray(colours[: 3 * MOST_COLOURS])
        self._opaque = [index for index in range(len(self._table) // 3) if index in used and index not in hidden]
        self._free = [index for index in range(MOST_COLOURS) if index not in used and index not in hidden]

    @property
    def colours(self) -> bytes:
        """Red, green and blue of each entry."""
        return bytes(self._table)

    def take(self, colour: bytes = bytes(3)) -> int | None:
        """A free entry that has this colour from now on; None when none is free."""
        if not self._free:
            return None
        entry = self._free.pop(0)
        self._table.extend(bytes(max(0, 3 * entry + 3 - len(self._table))))
        self._table[3 * entry : 3 * entry + 3] = colour
        return entry

    def matched(self, part: Image.Image, room: int = MOST_COLOURS, *, exact: bool = False) -> Image.Image:
        """The part, which is opaque RGB, as indices of the palette; it may take as many free entries as `room`.

        Unless it has to be `exact`, colours take an entry only where none is like them, and a colour of a few pixels
        may get one that is: what differs by less than LIKE is the same to the eye, and this is ten times as fast.
        """
        counted = part.getcolors(MOST_COUNTED_EXACTLY if exact else MOST_COUNTED)
        if counted is None:
            return nearest(part, self._entries())
        # Pillow says "numbers or tuples", which depends on the mode; of RGB they are tuples.
        counts = {bytes(colour): count for count, colour in sorted(counted) if isinstance(colour, tuple)}
        entries = self._entries()
        missing = {colour: count for colour, count in counts.items() if colour not in entries}
        if missing and self._free:
            self._add(missing, room, exact=exact)
            entries = self._entries()
        indices = nearest(part, entries)
        # Pillow looks for the nearest colour in steps of LIKE; a flat ground would be seen to change.
        least = 0 if exact else part.width * part.height // 200
        seen = [colour for colour, count in counts.items() if count > least and colour in entries]
        row = nearest(Image.frombytes("RGB", (len(seen), 1), b"".join(seen)), entries).tobytes()
        wrong = {colour: entries[colour] for colour, index in zip(seen, row, strict=True) if entries[colour] != index}
        return corrected(part, indices, wrong) if wrong else indices

    def _entries(self) -> dict[bytes, int]:
        """The first entry of each colour."""
        entries = sorted(self._opaque, reverse=True)
        return {self._colour(entry): entry for entry in entries}

    def _colour(self, entry: int) -> bytes:
        return bytes(self._table[3 * entry : 3 * entry + 3])

    def _add(self, missing: dict[bytes, int], room: int, *, exact: bool) -> None:
        """Take free entries for these colours, given with their numbers of pixels; for blends of them if they are many.

        An entry that has such a colour already is the first choice.
        """
        there = {self._colour(entry): entry for entry in reversed(self._free) if 3 * entry < len(self._table)}
        for colour in missing.keys() & there.keys():
            self._free.remove(there[colour])
            self._opaque.append(there[colour])
            del missing[colour]
        room = min(len(self._free), room)
        if not exact:
            taken = {like(self._colour(entry)) for entry in self._opaque}
            missing = {colour: count for colour, count in missing.items() if like(colour) not in taken}
        new = [*missing][:room]
        if len(missing) > room > 1:
            row = b"".join(colour * min(count, HEAVIEST) for colour, count in missing.items())
            blends = Image.frombytes("RGB", (len(row) // 3, 1), row).quantize(room, Image.Quantize.MEDIANCUT)
            table = bytes(blends.getpalette("RGB") or [])
            new = sorted({table[3 * index : 3 * index + 3] for index in {*blends.tobytes()}})
        for colour in new if exact else {like(colour): colour for colour in new}.values():
            entry = self.take(colour)
            if entry is not None:
                self._opaque.append(entry)


def like(colour: bytes) -> bytes:
    """The same for colours that are alike."""
    return bytes(value // LIKE for value in colour)


def nearest(part: Image.Image, entries: dict[bytes, int]) -> Image.Image:
    """The part in the nearest of these colours, as their indices."""
    reference = Image.new("P", (1, 1))
    reference.putpalette(b"".join(entries) or bytes(3))
    order = [*entries.values()] or [0]
    renumbered = bytes(order[min(index, len(order) - 1)] for index in range(MOST_COLOURS))
    found = part.quantize(palette=reference, dither=Image.Dither.NONE)
    return Image.frombytes("P", part.size, found.tobytes().translate(renumbered))


def corrected(part: Image.Image, indices: Image.Image, exact: dict[bytes, int]) -> Image.Image:
    """The indices, those of some colours of the part put right."""
    if len(exact) <= FEW:
        bands = part.split()
        for colour, index in exact.items():
            masks = [
                band.point([255 * (level == value) for level in range(256)])
                for band, value in zip(bands, colour, strict=True)
            ]
            indices.paste(index, (0, 0), reduce(ImageChops.darker, masks))
        return indices
    numbers = {int.from_bytes(colour + b"\xff", sys.byteorder): index for colour, index in exact.items()}
    pixels = memoryview(part.convert("RGBA").tobytes()).cast("I")
    return Image.frombytes("P", part.size, bytes(map(numbers.get, pixels, indices.tobytes())))
