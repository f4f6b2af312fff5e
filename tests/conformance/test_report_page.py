"""`report.html`: a page for everybody, which loads nothing and on which a target is text."""

import base64
import hashlib
import re
from html.parser import HTMLParser

from conformance_apps.made_reports import MESSAGE, RTL, TYPES, made, uploaded
from conformance_apps.report_contents import WRONG, Hostile
from conformance_apps.report_contents import png as _png
from translation_conformance.artefacts.page import page


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
