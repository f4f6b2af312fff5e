"""The files of a report: the same facts in each, and nothing in them that a target could make dangerous."""

import base64
import hashlib
import json
import re
from datetime import date
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import jsonschema
import pytest
from PIL import Image, PngImagePlugin

from conformance_apps import reference
from conformance_apps.made_reports import MESSAGE, RTL, STATUS, TYPES, answered, made, unanswered, uploaded
from conformance_apps.reference import Answer, Reference, envelope
from conformance_apps.running import Tried
from translation_conformance import check, verdict
from translation_conformance.__main__ import main
from translation_conformance.artefacts import thumbnails
from translation_conformance.artefacts.junit import junit
from translation_conformance.artefacts.markdown import markdown
from translation_conformance.artefacts.page import page
from translation_conformance.artefacts.writing import prepare
from translation_conformance.baseline import ChangeKind, read
from translation_conformance.exchange import Exchange, Failure, FailureKind
from translation_conformance.options import Options
from translation_conformance.report import Report
from translation_conformance.session import Inconclusive
from translation_conformance.waivers import Waiver, WaiverState

HOSTILE = (
    "\"><script>alert(1)</script><img src=x onerror=alert(2)>' onmouseover=x ``` ~~~ </pre></code></details>"
    " [a](javascript:x) ![b](http://x.example/y) | x | ]]> &amp; <!-- \x00\x08\ufffe\u202e\x1b[31m\n# heading\n"
)
WRONG = answered(b'{"message": "OK"}')


@pytest.fixture(name="hostile", scope="module")
def _hostile(tmp_path_factory: pytest.TempPathFactory) -> tuple[Report, Path]:
    """A report full of what a target might put into it to do harm, and the folder that it was written to."""
    body = json.dumps({HOSTILE: HOSTILE, "image": f"data:image/png;base64,{base64.b64encode(_png()).decode()}"})
    violated = {
        MESSAGE: answered(HOSTILE.encode("utf-8", "surrogatepass"), (HOSTILE, HOSTILE), ("x", "\udcff")),
        STATUS: unanswered(Failure(FailureKind.BROKEN, HOSTILE)),
        RTL: None,
        TYPES: uploaded(_png(), body.encode()),
    }
    folder = tmp_path_factory.mktemp("hostile")
    waivers = [Waiver(STATUS, HOSTILE), Waiver(RTL, HOSTILE, date(2000, 1, 1))]
    report = made(
        violated,
        actual=HOSTILE,
        waivers=waivers,
        inconclusive=Inconclusive("it said", HOSTILE),
        errors=(ValueError(HOSTILE),),
        folder=folder,
    )
    report.write(folder)
    return report, folder


Hostile = tuple[Report, Path]


def _png(size: tuple[int, int] = (40, 20), **texts: str) -> bytes:
    info = PngImagePlugin.PngInfo()
    for name, value in texts.items():
        info.add_text(name, value)
    buffer = BytesIO()
    Image.new("RGB", size, "teal").save(buffer, "PNG", pnginfo=info)
    return buffer.getvalue()


# --- report.json


@pytest.fixture(name="schema", scope="module")
def _schema() -> jsonschema.Draft202012Validator:
    """The published schema."""
    with pytest.MonkeyPatch.context() as patch:
        said: list[str] = []
        patch.setattr("click.echo", lambda text, **_: said.append(text))
        assert main(["schema"]) == 0
    document = json.loads("".join(said))
    jsonschema.Draft202012Validator.check_schema(document)
    return jsonschema.Draft202012Validator(document, format_checker=jsonschema.FormatChecker())


RUNS = {
    "conforming": (Reference(), Options()),
    "saying-yes": (lambda _: Answer(200, {}), Options()),
    "hostile": (lambda _: Answer(200, {HOSTILE: HOSTILE, "error": [HOSTILE]}), Options()),
    "no-json": (lambda _: Answer(500, b"\xff\xfe" * 5000), Options()),
    "refusing": (lambda _: envelope(401, "Invalid api key"), Options()),
    "left-over": (Reference(), Options(max_requests=3)),
    "quick": (Reference(), Options(quick=True)),
}


@pytest.mark.parametrize(("server", "options"), RUNS.values(), ids=RUNS)
def test_report_of_a_run_fits_the_schema(
    server: Any, options: Options, try_server: Tried, schema: jsonschema.Draft202012Validator
) -> None:
    """The report of any target, good, bad or silent, is as the published schema says."""
    document = try_server(server, "text", options=options).document()

    assert [error.message for error in schema.iter_errors(document)] == []


MADE = {
    "without-fault": {},
    "violated": {"violated": {MESSAGE: WRONG, RTL: WRONG, STATUS: None}},
    "no-answer": {"violated": {MESSAGE: unanswered(Failure(FailureKind.TIMEOUT))}},
    "waived": {"violated": {MESSAGE: WRONG}, "waivers": [Waiver(MESSAGE, "x", date(2030, 1, 1)), Waiver(RTL, "y")]},
    "interrupted": {"interrupted": True},
    "inconclusive": {"inconclusive": Inconclusive("nobody answers", "x")},
    "fault-of-the-suite": {"errors": (ValueError("x"),)},
}


@pytest.mark.parametrize("made_of", MADE.values(), ids=MADE)
def test_made_report_fits_the_schema(made_of: Any, schema: jsonschema.Draft202012Validator, tmp_path: Path) -> None:
    """So is what no target alone can bring about, and a report with a baseline."""
    made({STATUS: WRONG}).write(tmp_path)

    document = made(**{"violated": {}, **made_of}, baseline=read(tmp_path)).document()

    assert [error.message for error in schema.iter_errors(document)] == []


def test_hostile_report_fits_the_schema(hostile: Hostile, schema: jsonschema.Draft202012Validator) -> None:
    """The file that was written is as the schema says, whatever a target put into it."""
    document = json.loads((hostile[1] / "report.json").read_text("utf-8"))

    assert [error.message for error in schema.iter_errors(document)] == []


def test_schema_is_strict_enough(schema: jsonschema.Draft202012Validator) -> None:
    """The schema refuses a report that lacks a key, or contradicts itself."""
    document = made({MESSAGE: WRONG}).document()
    row = next(row for row in document["requirements"] if row["outcome"] == "failed")

    assert schema.is_valid(document)
    assert not schema.is_valid({key: value for key, value in document.items() if key != "verdict"})
    assert not schema.is_valid({**document, "requirements": [{**row, "evidence": []}]})
    assert not schema.is_valid({**document, "requirements": [{**row, "outcome": "passed"}]})


def test_schema_knows_every_word(schema: jsonschema.Draft202012Validator) -> None:
    """The words that the schema lists are those of the suite, no more and no fewer."""
    definitions: Any = schema.schema["$defs"]  # type: ignore[index]
    assert set(definitions["outcome"]["enum"]) == set(verdict.RowOutcome)
    assert set(definitions["reason"]["enum"]) == set(check.Reason)
    assert set(definitions["waiver"]["properties"]["state"]["enum"]) == set(WaiverState)
    change = definitions["changes"]["properties"]["items"]["items"]["properties"]["change"]
    assert set(change["enum"]) == set(ChangeKind)


def test_schema_describes_every_key(schema: jsonschema.Draft202012Validator) -> None:
    """No key of a report is missing from the schema."""
    properties: Any = schema.schema["properties"]  # type: ignore[index]
    assert set(made({}).document()) == set(properties)


# --- junit.xml


def _cases(document: dict[str, Any]) -> dict[str, ET.Element]:
    return {case.get("name", ""): case for case in ET.fromstring(junit(document)).iter("testcase")}


def test_junit_has_one_case_for_each_requirement() -> None:
    """Each requirement is one case, in the suite of its heading, and the counts add up."""
    document = made({MESSAGE: WRONG}).document()
    root = ET.fromstring(junit(document))

    assert list(_cases(document)) == [row["id"] for row in document["requirements"]]
    for element in (root, *root.iter("testsuite")):
        assert int(element.get("tests", "")) == len(list(element.iter("testcase")))
        for key, kind in {"failures": "failure", "errors": "error", "skipped": "skipped"}.items():
            count = len(list(element.iter(kind)))
            assert element.get(key) == (None if element is root and key == "skipped" else str(count))
    assert {suite.get("name") for suite in root} >= {"text: Success 200", "image: Notes"}
    assert _cases(document)[MESSAGE].get("classname") == "text.success-200"


def test_junit_outcomes() -> None:
    """A violation fails its case, a warning is told in one that passes, the rest is skipped with its reason."""
    violated = {MESSAGE: WRONG, RTL: WRONG, TYPES: None}

    cases = _cases(made(violated, waivers=[Waiver(TYPES, "they know")]).document())

    failure = cases[MESSAGE].find("failure")
    assert failure is not None
    assert (failure.get("message"), "curl -sS" in str(failure.text)) == ("something else", True)
    assert cases[RTL].find("failure") is None
    assert str(cases[RTL].findtext("system-out")).startswith("WARNING")
    skipped = cases[TYPES].find("skipped")
    assert skipped is not None
    assert skipped.get("message") == "waived: they know"
    assert {case.find("skipped").get("message", "").split(":")[0] for case in cases.values() if case.find("skipped")  # type: ignore[union-attr]
            is not None} == {"waived", "cannot be tested"}  # fmt: skip


#: What the schemas of Jenkins and of GitLab's reader know, as far as it is used.
_JUNIT = {
    "testsuites": {"name", "time", "tests", "failures", "errors"},
    "testsuite": {"name", "tests", "failures", "errors", "skipped", "time", "timestamp"},
    "testcase": {"name", "classname", "time"},
    "failure": {"message", "type"},
    "error": {"message", "type"},
    "skipped": {"message"},
    "system-out": set(),
}


def test_junit_has_only_what_readers_know() -> None:
    """No element and no attribute is there that a strict reader does not know."""
    violated = {MESSAGE: WRONG, RTL: WRONG, TYPES: None}
    document = made(violated, waivers=[Waiver(TYPES, "x")], inconclusive=Inconclusive("nobody answers")).document()

    for element in ET.fromstring(junit({**document, "verdict": "inconclusive"})).iter():
        assert set(element.keys()) <= _JUNIT[element.tag]


def test_junit_of_a_strict_run() -> None:
    """In a strict run a violated implied requirement fails its case."""
    assert _cases(made({RTL: WRONG}, strict=True).document())[RTL].find("failure") is not None


def test_junit_without_a_verdict_is_not_green() -> None:
    """A run without a verdict has an error, as cases that are skipped alone look like success."""
    root = ET.fromstring(junit(made({}, inconclusive=Inconclusive("nobody answers")).document()))

    assert root.get("errors") == "1"
    assert "nobody answers" in str(root.findtext(".//error"))


def test_junit_of_a_hostile_target(hostile: Hostile) -> None:
    """Markup is text, and what XML cannot hold is gone."""
    root = ET.parse(hostile[1] / "junit.xml").getroot()

    assert {element.tag for element in root.iter()} <= {
        *("testsuites", "testsuite", "testcase", "failure", "error", "skipped", "system-out"),
    }
    assert "<script>alert(1)</script>" in "".join(root.itertext())


def test_junit_without_illegal_characters() -> None:
    """Even in words of our own XML holds only what it can."""
    document = made({MESSAGE: WRONG}).document()
    document["requirements"][0]["statement"] = document["requirements"][0]["id"] = "a\x00\ud800\ufffe\U0001f600b"

    assert ET.fromstring(junit(document)).find(".//testcase").get("name") == "a\ufffd\ufffd\ufffd\U0001f600b"  # type: ignore[union-attr]


# --- summary.md


def test_summary_tells_what_matters() -> None:
    """The summary has verdict, counts by heading, and each violation with a command."""
    told = markdown(made({MESSAGE: WRONG, RTL: WRONG}).document())

    assert told.startswith("## ❌ Conformance: violates\n")
    assert "| Requirements of | Failed | Warning | Passed | Observed | Cannot be tested |" in told
    assert re.search(r"\| text: Success 200 \| 1 \| 1 \| \d+ \|", told)
    assert told.index("### Violated") < told.index(f"`{MESSAGE}`") < told.index("### Warnings") < told.index(f"`{RTL}`")
    assert "\nexpected: what is printed\nactual:   something else\ncurl -sS" in told


def test_summary_tells_changes(tmp_path: Path) -> None:
    """With a baseline, the summary has what changed."""
    made({STATUS: WRONG}).write(tmp_path)

    told = markdown(made({MESSAGE: WRONG}, baseline=read(tmp_path)).document())

    assert f"- Newly failed: `{MESSAGE}`\n- Mended: `{STATUS}`\n" in told


def _outside_of_code(text: str) -> str:
    """What of Markdown is not code: neither in fences nor between backticks."""
    kept: list[str] = []
    fence = ""
    for line in text.splitlines():
        if fence:
            fence = "" if line == fence else fence
        elif found := re.fullmatch(r"(`{3,})", line):
            fence = found[1]
        else:
            kept.append(re.sub(r"(?<!`)(`+)(?!`).*?(?<!`)\1(?!`)", "", line))
    assert fence == ""
    return "\n".join(kept)


def test_summary_of_a_hostile_target(hostile: Hostile) -> None:
    """Nothing that a target or a file says is markup in the summary."""
    told = (hostile[1] / "summary.md").read_text("utf-8")

    outside = _outside_of_code(told)
    assert "alert(1)" in told
    assert not re.search(r"(?<!\\)[<\[`!]", outside)
    assert {line for line in outside.splitlines() if line.startswith("#")} == {
        *("## ❌ Conformance: violates", "### Violated", "### Warnings", "### Waived"),
    }


def test_summary_is_short() -> None:
    """However much is violated, the summary fits on a job's page."""
    document = made({row: answered(b"x" * 5000) for row in (MESSAGE, STATUS)}).document()
    [row] = [row for row in document["requirements"] if row["id"] == MESSAGE]
    document["requirements"] = [row] * 500

    told = markdown(document)

    assert len(told) < 300_000
    assert "460 more are in `report.html` and `report.json`." in told


# --- report.html


class _Page(HTMLParser):
    """Elements, attributes and texts of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: dict[str, list[str]] = {}
        self._open: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """An element begins."""
        self.elements.append((tag, dict(attrs)))
        if tag not in ("meta", "link", "img", "input", "br"):
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """An element ends, and it is the one that began last."""
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        """A text."""
        self.texts.setdefault(self._open[-1] if self._open else "", []).append(data)

    def having(self, tag: str) -> list[dict[str, str | None]]:
        """The attributes of each *tag*."""
        return [attributes for name, attributes in self.elements if name == tag]


def test_page_has_every_requirement() -> None:
    """Each requirement has its place, to which the matrix leads, with its outcome and level to filter by."""
    report = made({MESSAGE: WRONG, RTL: WRONG})
    found = _Page(page(report.document(), {}))

    rows = {row["id"]: row for row in found.having("article")}
    assert list(rows) == [row.requirement.id for row in report.summary.rows]
    assert (rows[MESSAGE]["data-kind"], rows[RTL]["data-kind"]) == ("failed", "warning")
    links = {link["href"] for link in found.having("a")}
    assert {f"#{id_}" for id_ in rows} <= links


def test_page_needs_nothing_else(hostile: Hostile) -> None:
    """The page loads nothing: no address in it but links, and a policy that allows its own style and script alone."""
    found = _Page((hostile[1] / "report.html").read_text("utf-8"))

    [policy] = [meta["content"] for meta in found.having("meta") if meta.get("http-equiv") == "Content-Security-Policy"]
    assert policy is not None
    for name in ("style", "script"):
        digest = base64.b64encode(hashlib.sha256("".join(found.texts[name]).encode()).digest()).decode()
        assert f"{name}-src 'sha256-{digest}';" in policy
    assert policy.startswith("default-src 'none'; ")
    assert all(str(image["src"]).startswith("data:image/png;base64,") for image in found.having("img"))
    assert {link["href"] for link in found.having("link")} == {"data:,"}
    assert [attributes for _, attributes in found.elements if "style" in attributes] == []


def test_page_of_a_hostile_target(hostile: Hostile) -> None:
    """What a target sent is text on the page: it makes no element, no attribute and no address."""
    report, folder = hostile
    found = _Page((folder / "report.html").read_text("utf-8"))

    harmless = _Page(page(made({MESSAGE: WRONG}).document(), {}))
    assert len(found.having("script")) == 1
    assert any("<script>alert(1)</script>" in text for text in found.texts["pre"])
    assert [name for _, attributes in found.elements for name in attributes if name.startswith("on")] == []
    assert all(re.match(r"#[a-z]|report\.json$", str(link["href"])) for link in found.having("a"))
    assert {name for name, _ in found.elements} - {name for name, _ in harmless.elements} <= {
        "figure",
        "figcaption",
        "img",
    }
    assert report.document()["verdict"] == "violates"


def test_page_without_script_shows_everything() -> None:
    """Only what needs the script is hidden: filter, copy buttons and the word that nothing is left."""
    found = _Page(page(made({MESSAGE: WRONG}).document(), {}))

    hidden = [(name, attributes.get("class")) for name, attributes in found.elements if "hidden" in attributes]
    assert set(hidden) == {("div", "filters"), ("button", "copy"), ("p", "none")}
    assert all("open" in details for details in found.having("details"))


def test_page_can_be_used_by_everybody() -> None:
    """Pictures have words, fields have labels, headings skip no level, ids are there once, and the language is said."""
    report = made({MESSAGE: WRONG, TYPES: uploaded(_png(), b"{}")})
    found = _Page(page(report.document(), report.thumbnails()))

    assert found.having("html") == [{"lang": "en"}]
    assert [image for image in found.having("img") if not image["alt"]] == []
    levels = [int(name[1]) for name, _ in found.elements if re.fullmatch("h[1-6]", name)]
    assert levels[0] == 1
    assert [one for one, other in zip(levels[1:], levels, strict=False) if one > other + 1] == []
    ids = [attributes["id"] for _, attributes in found.elements if "id" in attributes]
    assert len(ids) == len(set(ids))
    assert len(found.having("label")) == len(found.having("select")) + len(found.having("input"))


# --- pictures


def test_pictures_are_drawn_anew() -> None:
    """A thumbnail shows the picture that was sent and the one of the answer, and has no byte of their metadata."""
    secret = "planted-in-the-metadata"
    answer = json.dumps({"deep": {"image": f"data:image/png;base64,{base64.b64encode(_png(note=secret)).decode()}"}})
    report = made({TYPES: uploaded(_png((400, 100), note=secret), answer.encode())})

    pictures = report.thumbnails()[TYPES, 0]

    assert [picture.caption for picture in pictures] == ["Sent: image.png, 400 × 100", "Answer: image, 40 × 20"]
    for picture in pictures:
        assert secret.encode() not in picture.png
        with Image.open(BytesIO(picture.png)) as drawn:
            assert (drawn.format, drawn.size, drawn.info.keys() & {"note"}) == (
                "PNG",
                (picture.width, picture.height),
                set(),
            )
    assert (pictures[0].width, pictures[0].height) == (240, 60)


@pytest.mark.parametrize(
    "content",
    [b"", b"no picture", _png()[:60], b"\x89PNG\r\n\x1a\n" + b"\0" * 50],
    ids=["empty", "a-text", "cut", "zeros"],
)
def test_what_is_no_picture_is_left_out(content: bytes) -> None:
    """What does not decode is not shown, and disturbs nobody."""
    assert made({TYPES: uploaded(content, b"{}")}).thumbnails() == {}


def test_picture_bomb_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """A picture with more pixels than are decoded is not decoded."""
    monkeypatch.setattr(thumbnails, "MAX_PIXELS", 40 * 20 - 1)

    assert made({TYPES: uploaded(_png(), b"{}")}).thumbnails() == {}


def test_pictures_are_bounded() -> None:
    """However many exchanges there are, and however large their answers, a page stays one that opens."""
    gallery = thumbnails.Gallery(str)
    noise = Image.effect_noise((200, 150), 80)

    found: list[thumbnails.Thumbnail] = []
    for number in range(140):
        buffer = BytesIO()
        noise.rotate(number).save(buffer, "PNG")
        found += gallery.pictures(uploaded(buffer.getvalue(), b"[" + b"0," * 10_000 + b"0]"))

    assert 0 < len(found) <= 120
    assert sum(len(picture.png) for picture in found) <= 1_500_000


def test_data_urls_are_looked_for_within_bounds() -> None:
    """Neither a deep nor a wide answer is searched to its end."""
    exchange = answered(json.dumps([["data:,x"] * 10_000] * 10).encode())

    assert thumbnails.Gallery(str).pictures(exchange) == ()


# --- the folder


def test_files_of_a_report(tmp_path: Path) -> None:
    """A folder has the four files, and nothing unfinished."""
    made({MESSAGE: WRONG}, folder=tmp_path).write(tmp_path)

    assert sorted(path.name for path in tmp_path.iterdir()) == ["junit.xml", "report.html", "report.json", "summary.md"]


def test_earlier_uploads_go(tmp_path: Path) -> None:
    """What an earlier report left in the folder goes; what somebody else put there stays."""
    made({TYPES: uploaded(_png((9, 9)), b"{}")}, folder=tmp_path).write(tmp_path)
    [earlier] = (tmp_path / "uploads").iterdir()
    (tmp_path / "uploads" / "mine-01234567.png").write_bytes(b"mine")

    made({TYPES: uploaded(_png((8, 8)), b"{}")}, folder=tmp_path).write(tmp_path)

    left = {path.name for path in (tmp_path / "uploads").iterdir()}
    assert earlier.name not in left
    assert len(left) == 2
    assert "mine-01234567.png" in left


def test_folder_is_clean_after_a_good_run(tmp_path: Path) -> None:
    """Without uploads there is no folder of uploads."""
    made({TYPES: uploaded(_png(), b"{}")}, folder=tmp_path).write(tmp_path)
    made({}, folder=tmp_path).write(tmp_path)

    assert not (tmp_path / "uploads").exists()


def test_folder_that_cannot_be_written(tmp_path: Path) -> None:
    """What stands in the way is found before the run, and a folder that is ready is left as it was."""
    (tmp_path / "a" / "report.html").mkdir(parents=True)
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "uploads").write_bytes(b"")

    for name in ("a", "b"):
        with pytest.raises(OSError):
            prepare(tmp_path / name)
    prepare(tmp_path / "c")

    assert list((tmp_path / "c").iterdir()) == []


def test_report_that_cannot_be_written(
    reference_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Where the report cannot be written after all, what was found is told, and that, in one line: 2."""
    profile = tmp_path / "target.toml"
    profile.write_text(reference.PROFILE.replace("http://reference.localhost", reference_url))

    def write(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Report, "write", write)

    code = main(["run", "--target", str(profile), "--only", MESSAGE, "--report-dir", str(tmp_path / "out")])

    said = capsys.readouterr()
    assert code == 2
    assert said.out.splitlines()[-1].endswith("verdict: conforms")
    assert said.err == f"translation-conformance: {tmp_path / 'out'}: No space left on device\n"


def test_earlier_report_goes_before_the_run(reference_url: str, tmp_path: Path) -> None:
    """A run that is killed leaves no report of an earlier one behind; a mistake in the command leaves it alone."""
    profile = tmp_path / "target.toml"
    profile.write_text(reference.PROFILE.replace("http://reference.localhost", reference_url))
    made({}).write(tmp_path)
    arguments = ["run", "--target", str(profile), "--report-dir", str(tmp_path)]

    assert main([*arguments, "--baseline", str(tmp_path / "none.json")]) == 2
    assert (tmp_path / "report.json").exists()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Report, "write", lambda *_: None)
        assert main([*arguments, "--only", MESSAGE, "--baseline", str(tmp_path)]) == 0
    assert not (tmp_path / "report.json").exists()


def test_report_is_bounded() -> None:
    """However long the answers are, and however many headers they have, a report stays small."""
    headers = [(f"x-{number}", "\x7f" * 5000) for number in range(500)]
    exchange = Exchange(WRONG.request, answered(("\u202e" * 3_000_000).encode(), *headers).outcome)

    document = made({MESSAGE: exchange, STATUS: exchange}, actual="\u202e" * 100_000).document()

    assert len(json.dumps(document, ensure_ascii=False)) < 300_000
    row = next(row for row in document["requirements"] if row["id"] == MESSAGE)
    assert row["evidence"][0]["response"]["more_headers"] == 460
