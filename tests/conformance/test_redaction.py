"""No secret leaves the suite, whatever a target does with it; and nothing of a target reaches a terminal raw."""

import base64
import json
import re
import time
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from urllib.parse import quote

import pytest
from PIL import Image, PngImagePlugin

from conformance_apps import reference
from conformance_apps.reference import Answer, Asked, Reference
from conformance_apps.running import served, target_of
from translation_conformance.__main__ import main
from translation_conformance.redaction import Redactor, shown

KEYS = {"TEXT_API_KEY": "reference-valid-key", "IMAGE_API_KEY": "itk_reference.its_valid0key"}


def _forms(secret: str) -> Iterator[bytes]:
    """The forms in which a secret can be found."""
    for plain in {secret, secret.rpartition(".")[2]}:
        yield plain.encode()
        yield quote(plain, safe="").encode()
        yield base64.b64encode(plain.encode()).rstrip(b"=")[:-1]
        yield plain.encode().hex().encode()


def _picture(told: str) -> bytes:
    """A picture whose metadata say *told*."""
    metadata, buffer = PngImagePlugin.PngInfo(), BytesIO()
    metadata.add_text("Comment", told)
    Image.new("RGB", (60, 30), "teal").save(buffer, "PNG", pnginfo=metadata)
    return buffer.getvalue()


def _echoing(asked: Asked) -> Answer:
    """Repeats the key wherever it can, as a careless server in debug mode does."""
    key = asked.headers.get("x-api-key") or asked.headers.get("authorization", "").removeprefix("Bearer ")
    encoded = base64.b64encode(f"key={key};".encode()).decode()
    told = f"you are {key}, {quote(key, safe='')}, {encoded}, {key.encode().hex()}, {key.upper()}"
    picture = f"data:image/png;base64,{base64.b64encode(_picture(told)).decode()}"
    body = {"error": told, "code": [told], "message": {key: told}, "image": picture, "chunks": told, key: picture}
    return Answer(200, body, {"content-type": f"text/html; key={key}", "x-key": key})


def test_echoed_keys_are_found_nowhere(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A target that echoes its keys: they are in no file, no file's name, no picture, and not on the console."""
    profile, waivers, out = tmp_path / "target.toml", tmp_path / "waivers.toml", tmp_path / "out"
    waivers.write_text(f"[[waiver]]\nrequirement = 'text.success-200.*'\nreason = 'as {' '.join(KEYS.values())} sees'")
    arguments = ["run", "--target", str(profile), "--report-dir", str(out), "--waivers", str(waivers)]
    with served(_echoing) as url:
        profile.write_text(reference.PROFILE.replace("http://reference.localhost", url))
        assert main(arguments) == 1
        assert main([*arguments, "--baseline", str(out)]) == 1

    said = capsys.readouterr()
    files = [path for path in out.rglob("*") if path.is_file()]
    page = (out / "report.html").read_text("utf-8")
    pictures = [base64.b64decode(found) for found in re.findall(r'src="data:image/png;base64,([^"]+)"', page)]
    everything = b"\n".join(
        [*(path.read_bytes() + path.name.encode() for path in files), *pictures, said.out.encode(), said.err.encode()]
    )
    secrets = {**target_of().secrets, **KEYS}
    assert {path.name for path in files} >= {"report.json", "report.html", "junit.xml", "summary.md"}
    assert [(name, form) for name, key in secrets.items() for form in _forms(key) if form in everything] == []
    assert all(b"$TEXT_API_KEY" in path.read_bytes() for path in files if path.parent == out)
    assert pictures


def test_no_part_of_a_key_is_left_where_a_text_is_cut(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Wherever a text is cut, no half of a key is left: keys are taken out before."""
    profile, out = tmp_path / "target.toml", tmp_path / "out"

    def repeating(asked: Asked) -> Answer:
        told = f"{asked.headers.get('x-api-key')} " * 5000
        return Answer(200, {"message": told, told: told, "data": {"originalText": told}}, {"x-all": told[:5000]})

    with served(repeating) as url:
        profile.write_text(reference.PROFILE.replace("http://reference.localhost", url))
        assert main(["run", "--target", str(profile), "--api", "text", "--report-dir", str(out)]) == 1

    everything = "".join([capsys.readouterr().out, *(path.read_text() for path in out.glob("*.*"))])
    assert [part for part in ("reference-", "-valid-", "alid-key") if part in everything] == []


def test_markup_and_control_characters_are_escaped(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What a target sends reaches neither the terminal nor the report with control characters."""
    original = Reference()

    def hostile(asked: Asked) -> Answer:
        answer = original(asked)
        return answer.having(message="\x1b]0;owned\x07\r\n\u202e<script>" * 100) if answer.status == 200 else answer

    with served(hostile) as url:
        profile = tmp_path / "target.toml"
        profile.write_text(reference.PROFILE.replace("http://reference.localhost", url))
        assert main(["run", "--target", str(profile), "--api", "text", "--report-dir", str(tmp_path / "out")]) == 1

    said = capsys.readouterr().out
    report = json.loads((tmp_path / "out" / "report.json").read_text())
    texts = said + str([row["evidence"] for row in report["requirements"]]) + str(report["observations"])
    assert [char for char in "\x1b\x07\r\u202e" if char in texts] == []
    assert max(map(len, said.splitlines())) < 2000


@pytest.mark.parametrize("shift", range(3))
def test_base64_of_something_longer(shift: int) -> None:
    """A secret inside longer base64 is found at every alignment."""
    text = base64.b64encode(b"x" * shift + b"a-long-enough-secret" + b"yy").decode()

    assert "$KEY" in Redactor({"KEY": "a-long-enough-secret"}).text(text)


SECRET = "sk-Live_9fQ/7+xY.tail-Zz81"

DISGUISES: dict[str, Callable[[str], str]] = {
    "plain": lambda key: key,
    "other-case": str.swapcase,
    "long-s-and-kelvin": lambda key: key.replace("s", "\u017f").replace("k", "\u212a"),
    "backwards": lambda key: key[::-1],
    "mime-base64": lambda key: base64.encodebytes(b"some 40 bytes or so before, to wrap it.." + key.encode()).decode(),
    "base64-escaped": lambda key: base64.b64encode(key.encode()).decode().replace("/", "\\/"),
    "base32": lambda key: base64.b32encode(key.encode()).decode(),
    "line-end": lambda key: f"{key[:8]}\r\n  {key[8:]}",
    "escaped-line-end": lambda key: f"{key[:8]}\\n{key[8:]}",
    "spaced": " ".join,
    "utf-16": lambda key: key.encode("utf-16-le").decode("latin-1"),
    "unicode-escapes": lambda key: "".join(f"\\u{ord(char):04x}" for char in key),
    "unicode-escapes-twice": lambda key: "".join(f"\\\\u{ord(char):04X}" for char in key),
    "byte-escapes": lambda key: "".join(f"\\x{ord(char):02x}" for char in key),
    "some-escaped": lambda key: key.replace("-", "\\u002d").replace("/", "\\/"),
    "decimal-references": lambda key: "".join(f"&#{ord(char)};" for char in key),
    "hex-references": lambda key: "".join(f"&#x{ord(char):X};" for char in key),
    "percent": lambda key: "".join(f"%{ord(char):02x}" for char in key),
    "percent-twice": lambda key: "".join(f"%25{ord(char):02X}" for char in key),
    "markdown": lambda key: key.replace("-", "\\-").replace("_", "\\_"),
    "hex": lambda key: key.encode().hex(),
    "spaced-hex": lambda key: key.encode().hex(" "),
    "colon-hex": lambda key: key.encode().hex(":"),
    "c-array": lambda key: ", ".join(f"0x{octet:02X}" for octet in key.encode()),
    "head": lambda key: key.partition(".")[0],
    "tail": lambda key: key.partition(".")[2],
}


@pytest.mark.parametrize("disguise", DISGUISES.values(), ids=DISGUISES)
def test_disguised_key(disguise: Callable[[str], str]) -> None:
    """A key is found in each disguise, and what stands around it is left alone."""
    told = Redactor({"KEY": SECRET}).text(f"one two {disguise(SECRET)} three\n")

    assert "$KEY" in told
    assert told.startswith("one two ")
    assert told.endswith(" three\n")
    assert not [part for part in ("Live", "9fQ", "Zz81", "81zZ") if part in told]


CUT = {
    "start": ("you sent sk-Live_9fQ/7+xY, again", "you sent $KEY, again"),
    "end": ("key ...fQ/7+xY.tail-Zz81!", "key ...$KEY!"),
    "most-of-it": (SECRET[:-1], "$KEY"),
    "other-case": (SECRET[:15].upper(), "$KEY"),
    "escaped": ("sk\\u002dLive_9fQ/7+xY", "$KEY"),
    "less-than-half": ("sk-Live_9fQ/ and tail-Zz81", "sk-Live_9fQ/ and $KEY"),
}


@pytest.mark.parametrize(("told", "redacted"), CUT.values(), ids=CUT)
def test_what_is_left_of_a_key_that_was_cut(told: str, redacted: str) -> None:
    """More than half of a key is as good as the key, from its start or up to its end; a tail alone is a secret, too."""
    assert Redactor({"KEY": SECRET}).text(told) == redacted


def test_what_keys_have_in_common_is_no_secret() -> None:
    """The start that several keys share tells none of them, nor do words that a key begins with."""
    redactor = Redactor({"ONE": "acme-2026-live-1xq7", "TWO": "acme-2026-live-2xz9", "WORDS": "text-translation-1a2b"})

    assert redactor.text("keys look like acme-2026-l...") == "keys look like acme-2026-l..."
    assert redactor.text("/v1/translation/text-translation/api") == "/v1/translation/text-translation/api"


def test_markup_in_a_key() -> None:
    """A key with signs that HTML and JSON escape."""
    redactor = Redactor({"KEY": 'a"b<c>&d12345678'})

    assert redactor.text("a&quot;b&lt;c&gt;&amp;d12345678") == "$KEY"
    assert redactor.text('a\\"b\\u003cc\\u003e\\u0026d12345678') == "$KEY"


def test_proxy_credentials() -> None:
    """User and password of a proxy are secrets, as they stand and in Basic."""
    redactor = Redactor({"PROXY": "http://user:hunter22%21pass@proxy.example:3128"})

    for told in ("user:hunter22!pass", "hunter22%21pass", base64.b64encode(b"user:hunter22!pass").decode()):
        assert "$PROXY" in redactor.text(told)
        assert "22" not in redactor.text(told)


@pytest.mark.parametrize("word", ["key", "text", "translation", "api-1"])
def test_key_that_is_a_word(word: str) -> None:
    """A key that turns up by chance is replaced where it stands alone in what a target sent, and nowhere else."""
    redactor = Redactor({"KEY": word})

    assert (
        redactor.text(f"bad key: {word}, in {word}ual")
        == f"bad {'$KEY' if word == 'key' else 'key'}: $KEY, in {word}ual"
    )
    assert redactor.own(f"a {word} of the suite") == f"a {word} of the suite"


def test_replacements_are_not_searched() -> None:
    """A variable whose name has the key in it stays whole."""
    assert Redactor({"GOODKEY99KEY": "GOODKEY99"}).text("is GOODKEY99 bad?") == "is $GOODKEY99KEY bad?"


HARD = {
    "backslashes": "\\" * 200_000,
    "blanks": "s" + " " * 200_000,
    "almost": "s k - L i v e _ 9 f Q / " * 10_000,
    "references": "&#0000000" * 30_000,
    "percents": "%25" * 80_000,
}


@pytest.mark.parametrize("text", HARD.values(), ids=HARD)
def test_long_texts_take_little_time(text: str) -> None:
    """Nothing that a target sends makes the search slow."""
    start = time.monotonic()

    assert Redactor({"KEY": SECRET}).text(text) == text
    assert time.monotonic() - start < 5


def test_no_secrets() -> None:
    """Without secrets nothing is replaced."""
    assert Redactor({}).text("a b \\u0041") == "a b \\u0041"


def test_long_texts_are_cut() -> None:
    """What is shown has a limit, and says so; escapes count, too."""
    assert shown("a" * 400, 10) == "aaaaaaaaaa… (400 characters)"
    assert shown("\U000e0001" * 10, 10) == "\\U000e0001\\U000e0001… (10 characters)"


def test_half_of_what_stands_behind_the_dot() -> None:
    """More than half of the secret part of a key is redacted, too, whether its start or its end is missing."""
    redactor = Redactor({"KEY": "itk_7Gh2kQ9.its_Zx81LmQp0RtYv"})

    told = [redactor.text(f'{{"a":"{piece}"}}') for piece in ("_Zx81LmQp0RtYv", "its_Zx81LmQp0", "Zx81LmQp0RtYv")]

    assert [text for text in told if "81Lm" in text] == []
