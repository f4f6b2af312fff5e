"""Taking secrets out by value, and making text of a target safe to show.

Everything that a target sent passes here before it leaves the suite: console, report and saved files.
"""

import base64
import html
import re
from bisect import bisect_right
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import unquote, urlsplit

#: Parts of a key this short are words of their own; replacing them would only garble the text.
_SHORTEST_PART = 6
#: Shorter secrets turn up by chance inside other words, and so do shorter pieces of encoded ones.
_SHORTEST_FORM = 8
#: A target may be asked with a key that lacks so many characters at its end, and may say which.
_CUT = 4
#: A single word of letters: it turns up by chance, too.
_WORD = re.compile(r"[A-Z]?[a-z]{,15}|[A-Z]{,16}")
#: ASCII letters in lower case, and the two other letters that case folding turns into ASCII; one for one.
_FOLD = str.maketrans(
    {**{chr(code): chr(code + 32) for code in range(ord("A"), ord("Z") + 1)}, "\u017f": "s", "\u212a": "k"}
)
#: A character in disguise, or one that only stands between others. Every branch is linear.
_ESCAPE = re.compile(
    r"[\s\0]+"
    r"|\\+(?:u([0-9A-Fa-f]{4})|u\{([0-9A-Fa-f]{1,6})\}|x([0-9A-Fa-f]{2})|([nrt])|([^0-9A-Za-z\s\\]))?"
    r"|%([0-9A-Fa-f]{2})"
    r"|&(?:\#x0{,9}[0-9A-Fa-f]{1,6}|\#0{,9}[0-9]{1,7}|[A-Za-z][A-Za-z0-9]{1,31});?"
)
#: Escaped text may be escaped once more.
_LEVELS = 2


class Redactor:
    """Replaces each secret, in the forms in which it can turn up, by the name of a variable."""

    def __init__(self, secrets: Mapping[str, str]) -> None:
        plain: dict[str, str] = {}
        forms: dict[str, str] = {}
        words: dict[str, str] = {}
        for variable, secret in secrets.items():
            for part in _parts(secret):
                if _is_word(part):
                    words.setdefault(part, f"${variable}")
                    continue
                plain.setdefault(part.translate(_FOLD), f"${variable}")
                for form in _forms(part):
                    folded = form.translate(_FOLD)
                    for same in (folded, _read(folded).text):
                        if len(same) >= _SHORTEST_FORM:
                            forms.setdefault(same, f"${variable}")
        self._forms, self._words = forms, words
        self._pattern = _any_of(plain | forms)
        self._named = plain | forms
        self._plain = _any_of(plain)
        self._cached = lru_cache(256)(lambda text: _replaced(text, self._found(text)))
        self._halves = {half.told: half for half in _halves(secrets)}
        self._half = _any_of(self._halves)
        self._word = _any_of(words, r"(?<![0-9A-Za-z])(?:", r")(?![0-9A-Za-z])")

    def text(self, text: str) -> str:
        """*text* of a target without secrets."""
        # The same answer is evidence of many things.
        return self._cached(text)

    def own(self, text: str) -> str:
        """*text* of the suite or of the profile without secrets: only those that cannot be there by chance."""
        return _replaced(text, _matches(self._plain, text.translate(_FOLD), self._named))

    def _found(self, text: str) -> Iterator[tuple[int, int, str]]:
        yield from _matches(self._word, text, self._words)
        read = _Reading(text.translate(_FOLD))
        yield from self._in(read.text)
        if self._pattern is None:
            return
        for _ in range(_LEVELS):
            further = _read(read.text)
            if further.text == read.text:
                return
            read = further.after(read)
            for start, end, name in self._in(read.text):
                yield *read.origin(start, end), name

    def _in(self, text: str) -> Iterator[tuple[int, int, str]]:
        """The secrets in *text*, and what a target left of one that it cut."""
        yield from _matches(self._pattern, text, self._named)
        for found in self._half.finditer(text) if self._half else ():
            half = self._halves[found[0]]
            yield *half.extent(text, found.start()), half.name


@dataclass(frozen=True)
class _Half:
    """More than half of a secret, from its start or up to its end: too much of it to be shown."""

    #: The shortest such piece, and the whole secret, both in lower case.
    told: str
    secret: str
    name: str

    def extent(self, text: str, start: int) -> tuple[int, int]:
        """From where to where *text* goes on like the secret; the piece stands at *start*."""
        end = start + len(self.told)
        if self.secret.startswith(self.told):
            rest = self.secret[len(self.told) :]
            return start, end + _common(rest, text[end : end + len(rest)])
        rest = self.secret[: -len(self.told)]
        return start - _common(rest[::-1], text[max(0, start - len(rest)) : start][::-1]), end


@dataclass(frozen=True)
class _Reading:
    """Text with its escapes read and its blanks left out, and where each piece of it came from."""

    text: str
    #: The places of the pieces in the text, and in what it was read from.
    places: tuple[int, ...] = ()
    starts: tuple[int, ...] = ()
    ends: tuple[int, ...] = ()
    #: What it was read from, where that was read from something else.
    before: "_Reading | None" = None

    def after(self, before: "_Reading") -> "_Reading":
        """The same reading, of what *before* had read."""
        return _Reading(self.text, self.places, self.starts, self.ends, before)

    def origin(self, start: int, end: int) -> tuple[int, int]:
        """Where the characters from *start* to before *end* came from."""
        if not self.places:
            return start, end
        first, last = (bisect_right(self.places, place) - 1 for place in (start, end - 1))
        begin = self.starts[first]
        if self._is_literal(first):
            begin += start - self.places[first]
        finish = self.ends[last]
        if self._is_literal(last):
            finish = self.starts[last] + end - self.places[last]
        return self.before.origin(begin, finish) if self.before else (begin, finish)

    def _is_literal(self, piece: int) -> bool:
        after = self.places[piece + 1] if piece + 1 < len(self.places) else len(self.text)
        return after - self.places[piece] == self.ends[piece] - self.starts[piece]


def _read(text: str) -> _Reading:
    """*text* with each escape read once."""
    pieces: list[str] = []
    marks: list[tuple[int, int, int]] = []
    length = done = 0

    def add(piece: str, start: int, end: int) -> None:
        nonlocal length
        if piece:
            pieces.append(piece)
            marks.append((length, start, end))
            length += len(piece)

    for found in _ESCAPE.finditer(text):
        add(text[done : found.start()], done, found.start())
        add(_meant(found), *found.span())
        done = found.end()
    add(text[done:], done, len(text))
    places, starts, ends = zip(*marks, strict=True) if marks else ((), (), ())
    return _Reading("".join(pieces), places, starts, ends)


def _meant(found: re.Match[str]) -> str:
    """The character that an escape stands for; nothing for blanks and line ends."""
    code = found[1] or found[2] or found[3] or found[6]
    if code:
        number = int(code, 16)
        char = chr(number) if number <= 0x10FFFF else ""
    elif found[0][0] == "&":
        char = html.unescape(found[0])
    elif found[0][0] == "\\":
        char = "" if found[4] else found[5] or "\\"
    else:
        char = ""
    return "" if char.isspace() or char == "\0" else char.translate(_FOLD)


def _any_of(forms: Collection[str], before: str = "", after: str = "") -> re.Pattern[str] | None:
    if not forms:
        return None
    # The longest first: a part of a key must not break the whole key apart.
    return re.compile(before + "|".join(map(re.escape, sorted(forms, key=len, reverse=True))) + after)


def _matches(pattern: re.Pattern[str] | None, text: str, names: Mapping[str, str]) -> Iterator[tuple[int, int, str]]:
    if pattern is not None:
        for found in pattern.finditer(text):
            yield *found.span(), names[found[0]]


def _replaced(text: str, found: Iterator[tuple[int, int, str]]) -> str:
    """*text* with what was *found* replaced, once, so that no replacement is searched again."""
    pieces: list[str] = []
    done = 0
    for start, end, name in sorted(found, key=lambda item: (item[0], -item[1])):
        if start >= done:
            pieces += [text[done:start], name]
        done = max(done, end)
    return "".join([*pieces, text[done:]])


def _halves(secrets: Mapping[str, str]) -> Iterator[_Half]:
    # What stands behind the dot is a secret by itself.
    folded = [
        (variable, part.translate(_FOLD))
        for variable, secret in secrets.items()
        for part in dict.fromkeys((secret, secret.partition(".")[2]))
        if part
    ]
    for variable, secret in folded:
        others = [other for name, other in folded if name != variable]
        for turn in (1, -1):
            # What several keys have in common tells none of them.
            alike = max((_common(secret[::turn], other[::turn]) for other in others), default=0)
            told = _telling(secret[::turn], max(_SHORTEST_FORM, len(secret) // 2 + 1, alike + _CUT))
            if told:
                yield _Half(told[::turn], secret, f"${variable}")


def _telling(secret: str, shortest: int) -> str:
    """The shortest start of *secret* that is no name or word; empty where only the whole is none."""
    for length in range(shortest, len(secret)):
        start = secret[:length]
        if re.search(r"[0-9]", start) and re.search(r"[a-z]", start):
            return start
    return ""


def _common(one: str, other: str) -> int:
    """How many characters both begin with."""
    return next(
        (place for place, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other))
    )


def _is_word(secret: str) -> bool:
    return len(secret) < _SHORTEST_FORM or _WORD.fullmatch(secret) is not None


def _parts(secret: str) -> Iterator[str]:
    """The secret, and the parts of it that are secrets themselves."""
    yield secret
    if len(secret) >= _SHORTEST_FORM + _CUT:
        yield secret[:-_CUT]
    head, dot, tail = secret.partition(".")
    if dot:
        yield from (part for part in (head + tail, head, tail) if len(part) >= _SHORTEST_PART)
    if "://" in secret and "@" in secret:
        user = urlsplit(secret).netloc.rpartition("@")[0]
        for part in (user, user.partition(":")[2]):
            yield from {part, unquote(part)} - {""}


def _forms(plain: str) -> Iterator[str]:
    yield plain
    yield plain[::-1]
    yield plain.replace(" ", "+")
    octets = [f"{octet:02x}" for octet in plain.encode()]
    yield from (between.join(octets) for between in ("", ":", "-", ",", ",0x"))
    yield base64.b32encode(plain.encode()).decode().rstrip("=")[:-1]
    yield from _base64_forms(plain.encode())


def _base64_forms(secret: bytes) -> Iterator[str]:
    """What of *secret* is left in base64 text of something longer, at each of the three alignments."""
    for shift in range(3):
        encoded = base64.b64encode(b"\0" * shift + secret).decode().rstrip("=")
        # The first characters also hold bits of what stands before, the last those of what follows.
        start = (0, 2, 3)[shift]
        end = len(encoded) if (shift + len(secret)) % 3 == 0 else len(encoded) - 1
        core = encoded[start:end]
        if len(core) >= _SHORTEST_FORM:  # shorter ones turn up by chance
            yield core
            yield core.translate(str.maketrans("+/", "-_"))


def shown(text: str, limit: int = 300) -> str:
    """*text* on one line: control and other unprintable characters escaped, the rest cut at *limit*."""
    cut = text[:limit]
    escaped = "".join(
        char if char.isprintable() else char.encode("unicode_escape", "backslashreplace").decode() for char in cut
    )
    # Escaped it may be ten times as long.
    most = 2 * limit
    is_whole = len(text) <= limit and len(escaped) <= most
    return escaped if is_whole else f"{escaped[:most]}… ({len(text)} characters)"
