"""What no translation may touch: placeholders, markup, addresses, numbers.

The patterns take all they can (possessive) and begin only where a run begins, so that no text makes them read a stretch
more than a few times.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

_URL = r"[^\s<>\"`\u3000-\u303f\uff01-\uff0f\uff1a-\uff20]"  # ends at white space, quotes and wide punctuation
_TAG_REST = r"""(?:[^<>"']*+(?:(?:"[^"<]*+"|'[^'<]*+')[^<>"']*+)*+>|[^<>]*+>)"""
_WORDLIKE = r"0-9A-Za-z\u00c0-\u052f_"  # Latin, Greek and Cyrillic: "はa@b.jp" begins at the a

PROTECTED = re.compile(
    rf"""
      (?P<brace> \{{ (?= \s*+ (?: [{{%\#] | [\w.$@\-]*+ \s*+ [}},:!|\[(=?] ) ) )  # {{name}}, ICU blocks
    | (?P<ticks> `++ )  # Markdown code
    | (?P<comment> <!-- )
    | < (?P<raw> (?i: script | style | code ) ) \b {_TAG_REST} (?<! /> )  # with all up to its end tag
    | < [/]? [A-Za-z] {_TAG_REST}
    | < [!?] [^<>]*+ >
    | & (?: [A-Za-z][A-Za-z0-9]{{1,31}} | \# [0-9]{{1,7}} | \# [xX] [0-9A-Fa-f]{{1,6}} ) ;
    | % (?: \(\w++\) )?+ (?: [0-9]++ \$ )?+ [-+\#0]*+ (?: [0-9]++ | \* )?+ (?: \. (?: [0-9]++ | \* )?+ )?+
        (?: hh? | ll? | [qjztL] )?+ [diouxXeEfFgGaAcCsSrpn@]  # printf
    | \$ [A-Za-z_] \w*+  # $name
    | \] \( (?: [^()\[\]\n]++ | \( [^()\[\]\n]*+ \) )*+ \)  # ](target "title")
    | (?<! [A-Za-z0-9+.\-] ) [A-Za-z] [A-Za-z0-9+.\-]*+ :// {_URL}++
    | \b (?: mailto | tel | sms | data | urn | javascript ) : {_URL}++
    | (?<! [{_WORDLIKE}.%+\-] ) [{_WORDLIKE}.%+\-]*+ @ [{_WORDLIKE}\-]++ (?: \. [{_WORDLIKE}\-]++ )*+
    | (?<! [\w.\-] ) www\. {_URL}++
    | (?<! [\w.\-] ) (?: [A-Za-z0-9\-]++ \. )++ (?: com|org|net|edu|gov|dev|io ) (?! [\w\-] )
        (?: [/?\#:] {_URL}*+ )?+
    | (?<! [A-Za-z0-9_] ) (?: 0 [xX] [0-9A-Fa-f]++ | [0-9]++ [eE] [+\-]? [0-9]++ ) \b
    """,
    re.VERBOSE,
)

# A text without any of these has nothing to keep.
_HINT = re.compile(r"[{<%&`@$0-9.]|://|\]\(|:\S")


def protected_spans(text: str) -> Iterator[tuple[int, int]]:
    """Find the spans (start, end) that no translation may touch, from left to right, none overlapping."""
    if not _HINT.search(text):
        return
    ends = _Ends(text)
    position = 0
    while (found := PROTECTED.search(text, position)) is not None:
        end = ends.of(found)
        position = found.end() if end is None else end
        if end is not None:
            yield found.start(), end


@dataclass(frozen=True)
class _Ends:
    """Where the spans of one text end; each table is made once, when it is first needed."""

    text: str

    def of(self, found: re.Match[str]) -> int | None:
        """Find the end of what begins here; None if it has none, and so is ordinary text."""
        kind = found.lastgroup
        if kind == "brace":
            return self._braces.get(found.start())
        if kind == "ticks":
            return self._ticks.get(found.start())
        if kind == "comment":
            return self.text.index("-->", found.end()) + 3 if found.end() <= self._last_comment_end else None
        if kind == "raw":
            closings = self._closings[found[kind].lower()]
            after = bisect_left(closings, found.end())
            return closings[after] if after < len(closings) else found.end()
        return found.end()

    @cached_property
    def _last_comment_end(self) -> int:
        return self.text.rfind("-->")

    @cached_property
    def _closings(self) -> Mapping[str, list[int]]:
        """The starts of the end tags by their name, ascending."""
        starts: dict[str, list[int]] = {"script": [], "style": [], "code": []}
        for tag in re.finditer(r"</(script|style|code)\b", self.text, re.IGNORECASE | re.ASCII):
            starts[tag[1].lower()].append(tag.start())
        return starts

    @cached_property
    def _braces(self) -> Mapping[int, int]:
        """The end of each balanced block by its start."""
        opened: list[int] = []
        ends: dict[int, int] = {}
        for brace in re.finditer(r"[{}]", self.text):
            if brace[0] == "{":
                opened.append(brace.start())
            elif opened:
                ends[opened.pop()] = brace.end()
        return ends

    @cached_property
    def _ticks(self) -> Mapping[int, int]:
        """The end of the code that a run of backticks opens: the next run of the same length."""
        later: dict[int, int] = {}
        ends: dict[int, int] = {}
        for run in reversed(list(re.finditer(r"`++", self.text))):
            if (length := len(run[0])) in later:
                ends[run.start()] = later[length]
            later[length] = run.end()
        return ends
