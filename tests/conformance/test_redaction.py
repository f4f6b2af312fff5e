"""No secret leaves the suite, whatever a target does with it; and nothing of a target reaches a terminal raw."""

import base64
import json
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest

from conformance_apps import reference
from conformance_apps.reference import Answer, Asked, Reference
from conformance_apps.running import served
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


def _echoing(asked: Asked) -> Answer:
    """Repeats the key wherever it can, as a careless server in debug mode does."""
    key = asked.headers.get("x-api-key") or asked.headers.get("authorization", "").removeprefix("Bearer ")
    encoded = base64.b64encode(f"key={key};".encode()).decode()
    told = f"you are {key}, {quote(key, safe='')}, {encoded}, {key.encode().hex()}, {key.upper()}"
    body = {"error": told, "code": [told], "message": {key: told}, "image": f"data:{told},{encoded}", "chunks": told}
    return Answer(200, body, {"content-type": f"text/html; key={key}", "x-key": key})


def test_echoed_keys_are_found_nowhere(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A target that echoes its keys: they are in no file and not on the console."""
    profile = tmp_path / "target.toml"
    out = tmp_path / "out"
    with served(_echoing) as url:
        profile.write_text(reference.PROFILE.replace("http://reference.test", url))
        assert main(["run", "--target", str(profile), "--report-dir", str(out)]) == 1

    said = capsys.readouterr()
    artefacts = [path.read_bytes() for path in out.rglob("*") if path.is_file()]
    everything = b"\n".join([*artefacts, said.out.encode(), said.err.encode()])
    assert [(name, form) for name, key in KEYS.items() for form in _forms(key) if form in everything] == []
    assert b"$TEXT_API_KEY" in everything


def test_no_part_of_a_key_is_left_where_a_text_is_cut(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Wherever a text is cut, no half of a key is left: keys are taken out before."""
    profile, out = tmp_path / "target.toml", tmp_path / "out"

    def repeating(asked: Asked) -> Answer:
        told = f"{asked.headers.get('x-api-key')} " * 5000
        return Answer(200, {"message": told, told: told, "data": {"originalText": told}}, {"x-all": told[:5000]})

    with served(repeating) as url:
        profile.write_text(reference.PROFILE.replace("http://reference.test", url))
        assert main(["run", "--target", str(profile), "--api", "text", "--report-dir", str(out)]) == 1

    everything = capsys.readouterr().out + (out / "report.json").read_text()
    assert [part for part in ("reference-", "-valid-", "alid-key") if part in everything] == []


def test_markup_and_control_characters_are_escaped(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What a target sends reaches neither the terminal nor the report with control characters."""
    original = Reference()

    def hostile(asked: Asked) -> Answer:
        answer = original(asked)
        return answer.having(message="\x1b]0;owned\x07\r\n\u202e<script>" * 100) if answer.status == 200 else answer

    with served(hostile) as url:
        profile = tmp_path / "target.toml"
        profile.write_text(reference.PROFILE.replace("http://reference.test", url))
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


def test_no_secrets() -> None:
    """Without secrets nothing is replaced."""
    assert Redactor({}).value({"a": ["b", 1, None]}) == {"a": ["b", 1, None]}


def test_long_texts_are_cut() -> None:
    """What is shown has a limit, and says so."""
    assert shown("a" * 400, 10) == "aaaaaaaaaa… (400 characters)"
