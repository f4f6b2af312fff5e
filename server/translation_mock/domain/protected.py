"""What no translation may touch: placeholders, markup, code, addresses, and names that are no words.

A pattern finds where something begins and, for most, where it ends; what may hold anything (braces, comments, code)
ends where a table of the text says. The patterns take all they can (possessive) and begin only where a run begins, so
that no text makes them read a stretch more than a few times.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

_URL = r"[^\s<>\"`\u3000-\u303f\uff01-\uff0f\uff1a-\uff20]"  # ends at white space, quotes and wide punctuation
# Values of attributes may hold a ">" in quotes, and in JSX in braces of up to two levels.
_VALUE = r"""(?:"[^"<]*+"|'[^'<]*+'|\{(?:[^{}]++|\{[^{}]*+\})*+\})"""
_TAG_REST = rf"""(?:[^<>"'{{}}]*+(?:{_VALUE}[^<>"'{{}}]*+)*+>|[^<>]*+>)"""
_WORDLIKE = r"0-9A-Za-z\u00c0-\u052f_"  # Latin, Greek and Cyrillic: "はa@b.jp" begins at the a
_LOCAL = rf"{_WORDLIKE}.%+\-'!"  # before the @ of an address
_CJK = r"\u3041-\u30ff\u3400-\u9fff\uac00-\ud7a3"

PROTECTED = re.compile(
    rf"""
      (?P<brace> \{{ (?= \s*+ (?: [{{%\#/@:'"] | [\w.$@\-]*+ \s*+ [}},:!|\[(=?<>&+*/\-] ) )  # {{name}}, ICU blocks
        | (?<= [$\#] ) \{{ )  # ${{any expression}}
    | (?P<fence> (?<! [^\n] ) [ \t]*+ (?: `{{3,}}+ (?= [^`\n]*+ (?: \n | \Z ) ) | ~{{3,}}+ ) )
    | (?P<ticks> `++ )  # code in a line
    | (?P<comment> <!-- ) | (?P<cdata> <!\[CDATA\[ ) | (?P<php> <\? ) | (?P<erb> <% ) | (?P<toolkit> \[% )
    | < (?P<raw> (?i: script | style | code | pre | kbd | samp ) ) \b {_TAG_REST} (?<! /> )  # with all to its end tag
    | < [/]? [A-Za-z] {_TAG_REST} | <>  | </>
    | < ! [^<>]*+ >
    | & (?: [A-Za-z][A-Za-z0-9]{{1,31}} | \# [0-9]{{1,7}} | \# [xX] [0-9A-Fa-f]{{1,6}} ) ;
    | % (?: (?! [hlqjztL]*+ [diouxXeEfFgGaAcCsSpn] % ) [A-Za-z_] \w++ % | [0-9$]*+ \# @ \w++ @  # %NAME%, %#@files@
        | (?: \( [^()\s]++ \) | <\w++> | \[ [0-9]++ \] )?+ (?: [0-9]++ \$ )?+ [-+\#0,']*+ (?: [0-9]++ | \* )?+
          (?: \. (?: [0-9]++ | \* )?+ )?+
          (?: (?: hh? | ll? | [qjztL] ) [diouxXeEfFgGaAcCsSn] | [tT] [A-Za-z] | [A-Za-z@] )
        )  # printf, strftime
    | \$ (?: t \( [^()\n]*+ \) | [A-Za-z_] \w*+ (?: (?: / | -> | :: ) [\w.\-]++ )*+ )  # $t(key), $name
    | \\ (?: u [0-9A-Fa-f]{{4}} | U [0-9A-Fa-f]{{8}} | u \{{ [0-9A-Fa-f]++ \}} | x [0-9A-Fa-f]{{2}} | \( [^()\n]*+ \)
        | [abefnrtv0] )  # escapes as in source code
    | \] (?: \( (?: [^()\[\]\n]++ | \n (?! [ \t]*+ \n ) | \( [^()\[\]\n]*+ \) )*+ \)  # ](target "title")
        | [ ]?+ \[ [^\[\]\n]++ \] )  # ][label]
    | \[ (?: \^ [^\[\]\s]++ \] :?+ | ! [A-Z]++ \] | [^\[\]\n]++ \] \[ \] | \[ [^\[\]\n]++ \]\] )  # [^note], [label][]
    | (?<= [\-*+.)][ ] ) \[ [xX] \]  # a task that is done
    | (?<! [^\n] ) [ ]{{0,3}}+ \[ [^\[\]\n]++ \] : [ \t]*+ \S++  # [label]: target
    | (?P<label> \[ [^\[\]\n]++ \] )
    | : (?<! [\w:/.)\]}}>"'] : ) [A-Za-z_] [\w\-]*+ :?+  # :name, :smile:
    | @ (?: \. [a-z]++ )?+ : (?: \( [\w.\-]++ \) | \w++ (?: [.\-] \w++ )*+ )  # @:key
    | (?<! [\w/<] ) (?: ~ | \.{{1,2}} )?+ (?: / [\w.@+\-]++ ){{2,}}+  # /a/path
    | (?<! [{_LOCAL}] ) [{_LOCAL}]*+ @ [{_WORDLIKE}\-]++ (?: \. [{_WORDLIKE}\-]++ )*+
    | (?<! [{_CJK}] ) [{_CJK}]++ @ [{_CJK}]++ \. [{_CJK}]++
    | (?<! [A-Za-z0-9_] ) (?= [A-Za-z0-9] ) (?! [A-Za-z]++ [\s,;] ) (?:  # a plain word is none of these
          [A-Za-z] (?: : \\ [^\s<>"|?*]*+ | [A-Za-z0-9]*+ (?: [+.\-] [A-Za-z0-9]++ ){{0,2}}+ :// {_URL}++ )  # C:\path, scheme://
        | [0-9A-Fa-f]{{8}} - (?: [0-9A-Fa-f]{{4}} - ){{3}} [0-9A-Fa-f]{{12}}
        | (?: mailto | tel | sms | data | urn | javascript ) : {_URL}++
        | www\. {_URL}++
        | localhost : {_URL}++
        | (?<! [.\-] ) (?: [A-Za-z0-9_\-]{{2,}}+ \. (?= [A-Za-z0-9] ) )++ [a-z0-9] [a-z0-9_\-]++ (?! [\w\-] )
          (?: [/?\#:] {_URL}*+ )?+  # example.org, file.txt
        | (?: [A-Za-z]++ [0-9] | [0-9]++ [A-Za-z] ) [A-Za-z0-9]*+ (?! [\ufe0f\u20e3] )  # v2, 10px, 0xFF
        | [A-Za-z0-9]++ (?: _++ [A-Za-z0-9]++ )++
      )
    """,
    re.VERBOSE,
)

# A text without any of these has nothing to keep.
_HINT = re.compile(r"[{<%&`@$0-9\\~_\[/]|[.:]\S|\]\(")

_CLOSED_BY = {"comment": "-->", "cdata": "]]>", "php": "?>", "erb": "%>", "toolkit": "%]"}
_FENCE = re.compile(r"^[ \t]*+(`{3,}+|~{3,}+)[ \t\r]*+$", re.MULTILINE)
_DEFINITION = re.compile(r"^ {0,3}+\[([^\[\]\n]++)\]:", re.MULTILINE)


def protected_spans(text: str) -> Iterator[tuple[int, int]]:
    """Find the spans (start, end) that no translation may touch, from left to right, none overlapping."""
    if not _HINT.search(text):
        return
    ends = _Ends(text)
    position = 0
    while (found := PROTECTED.search(text, position)) is not None:
        end = ends.of(found)
        if end is not None:
            yield found.start(), end
        # What turns out to open nothing may hold something; but a run of backticks is one sign.
        position = end or (found.end() if found.lastgroup == "ticks" else found.start() + 1)


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
        if kind == "fence":
            return self._fence(found[0].strip(), found.end())
        if kind == "raw":
            closings = self._closings[found[kind].lower()]
            after = bisect_left(closings, found.end())
            return closings[after] if after < len(closings) else found.end()
        if kind == "label":
            return found.end() if found[0][1:-1].casefold() in self._definitions else None
        if kind in _CLOSED_BY:
            closing = _CLOSED_BY[kind]
            return self.text.index(closing, found.end()) + len(closing) if found.end() <= self._last[kind] else None
        return found.end()

    def _fence(self, opening: str, start: int) -> int:
        """The end of a block of code: after a fence of the same kind that is as long, else of the text."""
        for fence in _FENCE.finditer(self.text, start):
            if fence[1].startswith(opening):
                return fence.end()
        return len(self.text)

    @cached_property
    def _last(self) -> Mapping[str, int]:
        """Where each closing sign stands last, before which alone it need be looked for."""
        return {kind: self.text.rfind(closing) for kind, closing in _CLOSED_BY.items()}

    @cached_property
    def _definitions(self) -> frozenset[str]:
        """The labels of Markdown links that are defined somewhere in the text."""
        return frozenset(label.casefold() for label in _DEFINITION.findall(self.text))

    @cached_property
    def _closings(self) -> Mapping[str, list[int]]:
        """The starts of the end tags by their name, ascending."""
        starts: dict[str, list[int]] = {name: [] for name in ("script", "style", "code", "pre", "kbd", "samp")}
        for tag in re.finditer(r"</(script|style|code|pre|kbd|samp)\b", self.text, re.IGNORECASE | re.ASCII):
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
