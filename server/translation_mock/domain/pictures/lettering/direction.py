"""The order in which a line is read and in which it stands: Unicode's bidirectional algorithm, UAX 9.

The levels are those of python-bidi, which speaks of them only in its debugging output; its version is pinned
for that. Over the algorithm stands one higher protocol (HL4 there): placeholders, tags, addresses and numbers
with signs read from left to right whatever stands around them, as if between U+2066 and U+2069; without that
"</b>" and "-5" would be turned round within Arabic and Hebrew.
"""

import re
import unicodedata
from dataclasses import dataclass
from itertools import groupby

from translation_mock.domain.protected import protected_spans

ISOLATE, POP = "\u2066", "\u2069"
RIGHT_TO_LEFT = frozenset({"R", "AL", "AN", "RLE", "RLO", "RLI"})
"""Bidirectional classes without which a line stands as it is read."""

CURRENCY = "$£€¥₪₹₽₺₩﷼"
SIGNED = re.compile(
    rf"""(?<! [\w.,] ) (?: (?P<before> [+\-\u2212{CURRENCY}]{{1,2}} ) [ ]?+ )?+
    [0-9]++ (?P<within> (?: [.,:/\-] [0-9]++ )*+ ) (?P<after> [ ]?+ [%‰°{CURRENCY}] )?+ (?! \w )""",
    re.VERBOSE,
)
PHONE = re.compile(r"(?<!\w)\+[0-9]++(?:[ \-().]{1,2}[0-9]++)*+")
"""Numbers with signs and telephone numbers; the algorithm takes them apart where they stand after Arabic letters."""

LOOKED_AT = 4000
"""Characters in which the first letter of a text is looked for."""
LEVEL = re.compile(r"Level\(\s*(\d+)")


@dataclass(frozen=True)
class Run:
    """A part of a line, from `start` to before `end`, whose characters stand in one direction."""

    start: int
    end: int
    from_right: bool


def reads_from_right(text: str) -> bool:
    """Whether the first letter of the text belongs to a script that is written from right to left.

    Letters of placeholders and tags do not count (rule P2 with the protocol above).
    """
    text = text[:LOOKED_AT]
    directions = map(unicodedata.bidirectional, text)
    if all(direction not in RIGHT_TO_LEFT for direction in directions):
        return False
    position = 0
    spans = [*_left_to_right(text), (len(text), len(text))]
    for start, end in spans:
        for character in text[position:start]:
            if (direction := unicodedata.bidirectional(character)) in {"L", "R", "AL"}:
                return direction != "L"
        position = max(position, end)
    return False


def visual_runs(text: str) -> list[Run]:
    """The runs of a line in the order in which they stand, from left to right."""
    if all(unicodedata.bidirectional(character) not in RIGHT_TO_LEFT for character in text):
        return [Run(0, len(text), False)] if text else []
    runs = []
    start = 0
    levels = levels_of(text)
    for level, group in groupby(levels):
        end = start + sum(1 for _ in group)
        runs.append((level, Run(start, end, level % 2 == 1)))
        start = end
    return reordered(runs)


def reordered(runs: list[tuple[int, Run]]) -> list[Run]:
    """Runs in visual order (rule L2): from the highest level down to 1, whatever has it is reversed."""
    for level in range(max((level for level, _ in runs), default=0), 0, -1):
        turned: list[tuple[int, Run]] = []
        stretch: list[tuple[int, Run]] = []
        for run in runs:
            if run[0] >= level:
                stretch.append(run)
            else:
                turned += [*reversed(stretch), run]
                stretch.clear()
        turned += reversed(stretch)
        runs = turned
    return [run for _, run in runs]


def levels_of(text: str) -> list[int]:
    """The embedding level of each character of a line without line ends; raises ValueError for surrogates."""
    from bidi import get_display

    parts, keep = [], []
    position = 0
    for start, end in [*_left_to_right(text), (len(text), len(text))]:
        parts.append(text[position:start])
        keep += [True] * (start - position)
        if start < end:
            parts.append(ISOLATE + text[start:end] + POP)
            keep += [False, *[True] * (end - start), False]
        position = end
    isolated = "".join(parts)
    base = "R" if reads_from_right(text) else "L"
    told = str(get_display(isolated, base_dir=base, debug=True))
    told = told[told.rindex("levels: [") : told.rindex("paragraphs: [")]
    of_bytes = list(map(int, LEVEL.findall(told)))
    levels, place = [], 0
    for character, kept in zip(isolated, keep, strict=True):
        if kept:
            levels.append(of_bytes[place])
        place += len(character.encode())
    return levels


def _left_to_right(text: str) -> list[tuple[int, int]]:
    """The parts that read from left to right, in order; those that hold letters of the other direction do not."""
    found = sorted(
        [
            *protected_spans(text),
            *(match.span() for match in PHONE.finditer(text)),
            *(match.span() for match in SIGNED.finditer(text) if any(match.group("before", "within", "after"))),
        ],
        key=lambda span: (span[0], -span[1]),
    )
    spans: list[tuple[int, int]] = []
    for start, end in found:
        if (not spans or start >= spans[-1][1]) and all(
            unicodedata.bidirectional(character) not in RIGHT_TO_LEFT for character in text[start:end]
        ):
            spans.append((start, end))
    return spans
