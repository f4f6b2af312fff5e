"""Taking secrets out by value, and making text of a target safe to show.

Everything that leaves the suite passes here: console, report and saved files.
"""

import base64
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote, quote_plus

#: Parts of a key this short are words of their own; replacing them would only garble the text.
_SHORTEST_PART = 6


class Redactor:
    """Replaces each secret, in the forms in which it can turn up, by the name of a variable."""

    def __init__(self, secrets: Mapping[str, str]) -> None:
        #: By variable name.
        forms: dict[str, str] = {}
        for variable, secret in secrets.items():
            for form in _forms(secret):
                forms.setdefault(form, f"${variable}")
        self._forms = forms
        # The longest first: a part of a key must not break the whole key apart.
        ordered = sorted(forms, key=len, reverse=True)
        self._pattern = re.compile("|".join(map(re.escape, ordered)), re.IGNORECASE) if ordered else None
        self._folded = {form.lower(): name for form, name in forms.items()}

    def text(self, text: str) -> str:
        """*text* without secrets."""
        if self._pattern is None:
            return text
        return self._pattern.sub(lambda found: self._folded[found[0].lower()], text)

    def bytes(self, content: bytes) -> bytes:
        """*content* without secrets, whatever its encoding."""
        return self.text(content.decode("latin-1")).encode("latin-1", "replace")

    def value(self, value: Any) -> Any:
        """*value* (as JSON has them) with every string in it redacted, keys included."""
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, Mapping):
            return {self.text(key): self.value(item) for key, item in value.items()}
        if isinstance(value, list | tuple):
            return [self.value(item) for item in value]
        return value


def _forms(secret: str) -> Iterator[str]:
    head, dot, tail = secret.partition(".")
    parts = [part for part in (head, tail) if dot and len(part) >= _SHORTEST_PART]
    for plain in [secret, head + tail, *parts]:
        if not plain or (plain != secret and len(plain) < _SHORTEST_PART):
            continue
        yield plain
        yield quote(plain, safe="")
        yield quote_plus(plain)
        yield json.dumps(plain)[1:-1]
        yield plain.encode().hex()
        yield from _base64_forms(plain.encode())


def _base64_forms(secret: bytes) -> Iterator[str]:
    """What of *secret* is left in base64 text of something longer, at each of the three alignments."""
    for shift in range(3):
        encoded = base64.b64encode(b"\0" * shift + secret).decode().rstrip("=")
        # The first characters also hold bits of what stands before, the last those of what follows.
        start = (0, 2, 3)[shift]
        end = len(encoded) if (shift + len(secret)) % 3 == 0 else len(encoded) - 1
        core = encoded[start:end]
        if len(core) >= 8:  # shorter ones turn up by chance
            yield core
            yield core.translate(str.maketrans("+/", "-_"))


def shown(text: str, limit: int = 300) -> str:
    """*text* on one line: control and other unprintable characters escaped, the rest cut at *limit*."""
    cut = text[:limit]
    escaped = "".join(
        char if char.isprintable() else char.encode("unicode_escape", "backslashreplace").decode() for char in cut
    )
    return escaped if len(text) <= limit else f"{escaped}… ({len(text)} characters)"
