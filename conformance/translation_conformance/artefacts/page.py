"""The report as one HTML page that needs nothing else, and on which nothing runs but its own script."""

import base64
import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import cache
from importlib.resources import files
from itertools import groupby
from typing import Any

from translation_conformance.artefacts.kinds import KINDS
from translation_conformance.artefacts.kinds import kind as kind_of
from translation_conformance.artefacts.markup import Markup, tag
from translation_conformance.artefacts.thumbnails import Thumbnail
from translation_openapi import Level
from translation_openapi.apis import api_named
from translation_openapi.catalogue import slug

Thumbnails = Mapping[tuple[str, int], Sequence[Thumbnail]]

_VERDICTS = {
    "conforms": ("✓", "Conforms", " to every documented requirement that was checked"),
    "violates": ("✕", "Violates", " what its page documents"),
    "inconclusive": ("?", "Inconclusive", ": no verdict on this target"),
}
#: Different things that were seen about one requirement, as far as they are shown.
_MOST_SEEN = 12


def page(document: dict[str, Any], thumbnails: Thumbnails) -> str:
    """The report in *document* as HTML."""
    name = _VERDICTS[document["verdict"]][1]
    head = tag(
        "head",
        tag("meta", charset="utf-8"),
        # Before anything that it rules.
        tag("meta", http_equiv="Content-Security-Policy", content=_policy()),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", name="color-scheme", content="light dark"),
        tag("meta", name="referrer", content="no-referrer"),
        tag("title", f"{name}: conformance of {', '.join(document['target'])}"),
        tag("link", rel="icon", href="data:,"),
        tag("style", Markup(_file("page.css"))),
    )
    body = tag(
        "body",
        tag("a", "Skip to the requirements", class_="skip", href="#requirements"),
        _header(document),
        tag(
            "main",
            _notes(document),
            _violations(document),
            _changes(document["changes"]),
            _matrix(document),
            _requirements(document, thumbnails),
            _observations(document["observations"]),
        ),
        _footer(),
        tag("script", Markup(_file("page.js"))),
    )
    return f"<!doctype html>\n{tag('html', head, body, lang='en')}\n"


@cache
def _file(name: str) -> str:
    return (files(__package__) / name).read_text("utf-8")


def _policy() -> str:
    """Nothing is loaded from anywhere; style and script are these and no others."""
    style, script = (
        base64.b64encode(hashlib.sha256(_file(name).encode()).digest()).decode() for name in ("page.css", "page.js")
    )
    return (
        f"default-src 'none'; style-src 'sha256-{style}'; script-src 'sha256-{script}'; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )


def _header(document: dict[str, Any]) -> Markup:
    sign, name, more = _VERDICTS[document["verdict"]]
    counts = Counter(kind_of(row, document) for row in document["requirements"])
    return tag(
        "header",
        tag("p", f"translation-conformance {document['suite_version']}", class_="eyebrow"),
        tag(
            "h1",
            tag("span", sign, class_=f"sign {document['verdict']}", aria_hidden="true"),
            tag("span", tag("strong", name, class_=document["verdict"]), more),
        ),
        tag("p", _sentence(document["summary"]), class_="lead"),
        tag(
            "ul",
            [
                tag("li", tag("b", counts[kind]), " ", _many(counts[kind], kind, words), class_=f"tile {kind}")
                for kind, (_, words) in KINDS.items()
                if counts[kind]
            ],
            class_="tiles",
        ),
        tag("dl", [tag("div", tag("dt", term), tag("dd", told)) for term, told in _facts(document)], class_="facts"),
    )


def _facts(document: dict[str, Any]) -> Iterator[tuple[str, object]]:
    for name, api in document["target"].items():
        yield _title(name), tag("code", api["base_url"])
    yield "Started", _time(document["started_at"])
    yield "Took", f"{document['duration_s']:.1f} s"
    yield "Requests", str(document["requests_sent"])
    if document["billable_sent"] is not None:
        yield "May be charged for", _counted(document["billable_sent"], "success", "successes")
    if document["waits"]:
        yield "Waited, as asked", f"{len(document['waits'])} ×, {sum(document['waits']):.1f} s"
    how = [f"seed {document['seed']}", *(["quick"] if document["quick"] else []), *(["strict"] * document["strict"])]
    yield "Run", ", ".join(how)


def _time(iso: str) -> str:
    """A point in time for readers; as it is where it is none."""
    try:
        return f"{datetime.fromisoformat(iso).astimezone(UTC):%Y-%m-%d %H:%M} UTC"
    except ValueError:
        return iso


def _many(count: int, kind: str, words: str) -> str:
    return f"{words}s" if kind == "warning" and count != 1 else words


def _title(api: str) -> str:
    return api_named(api).title


def _counted(count: int, one: str, more: str) -> str:
    return f"{count} {one if count == 1 else more}"


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:].rstrip('.')}."


def _notes(document: dict[str, Any]) -> Markup | None:
    notes = [tag("li", tag("b", "Inconclusive: "), why) for why in document["inconclusive"]]
    notes += [tag("li", why) for why in document["errors"]]
    if document["interrupted"]:
        notes.append(tag("li", tag("b", "Interrupted: "), "the rest was not checked."))
    notes += [tag("li", _sentence(waiver["said"])) for waiver in document["waivers"] if waiver["said"]]
    return tag("section", tag("h2", "Please note"), tag("ul", notes), class_="notes") if notes else None


def _violations(document: dict[str, Any]) -> Markup | None:
    """What fails the target, at a glance."""
    failed = [row for row in document["requirements"] if kind_of(row, document) == "failed"]
    items = [tag("li", _link(row["id"]), tag("span", row["statement"])) for row in failed]
    return tag("section", tag("h2", "Violated"), tag("ul", items, class_="violated")) if items else None


def _changes(changes: dict[str, Any] | None) -> Markup | None:
    if changes is None:
        return None
    day = changes["baseline"]["started_at"]
    since = ["Compared with ", tag("code", changes["baseline"]["path"]), f", which is of {_time(day)}." if day else "."]
    items = [
        tag("li", tag("b", kind), [_link(item["requirement"]) for item in group], class_=f"change {slug(kind)}")
        for kind, group in groupby(changes["items"], key=lambda item: item["change"])
    ]
    told = tag("ul", items, class_="changes") if items else tag("p", "Nothing changed.")
    return tag("section", tag("h2", "Since the baseline"), tag("p", since), told)


def _link(requirement: str) -> Markup:
    return tag("a", tag("code", requirement), href=f"#{requirement}")


def _matrix(document: dict[str, Any]) -> Markup:
    levels = [str(level) for level in Level]
    tables: list[Markup] = []
    for api, of_api in groupby(document["requirements"], key=lambda row: row["api"]):
        lines = []
        for heading, rows_ in groupby(of_api, key=lambda row: row["source"]):
            rows = list(rows_)
            cells = [
                tag("td", [_cell(row, kind_of(row, document)) for row in rows if row["level"] == level])
                for level in levels
            ]
            lines.append(tag("tr", tag("th", heading, scope="row"), cells))
        head = tag("tr", [tag("th", words, scope="col") for words in ("Heading of the page", *levels)])
        caption = tag("caption", _title(api))
        tables.append(tag("table", caption, tag("thead", head), tag("tbody", lines), class_="matrix"))
    legend = [
        tag("li", tag("span", sign, class_=f"cell {kind}", aria_hidden="true"), f" {words}")
        for kind, (sign, words) in KINDS.items()
    ]
    return tag("section", tag("h2", "All requirements"), tables, tag("ul", legend, class_="legend"), id="matrix")


def _cell(row: dict[str, Any], kind: str) -> Markup:
    sign, words = KINDS[kind]
    return tag(
        "a",
        tag("span", sign, aria_hidden="true"),
        tag("span", f"{row['id']}, {words}", class_="unseen"),
        class_=f"cell {kind}",
        href=f"#{row['id']}",
        title=f"{words}: {row['statement']}",
    )


def _requirements(document: dict[str, Any], thumbnails: Thumbnails) -> Markup:
    counts = Counter(kind_of(row, document) for row in document["requirements"])
    changes = {item["requirement"]: item["change"] for item in (document["changes"] or {"items": []})["items"]}
    sections = [
        tag(
            "section",
            tag("h3", tag("span", _title(api), class_="of"), " ", heading),
            [_row(row, document, changes.get(row["id"]), thumbnails) for row in rows],
            class_="heading",
        )
        for (api, heading), rows in groupby(document["requirements"], key=lambda row: (row["api"], row["source"]))
    ]
    exports = document["exports"]
    return tag(
        "section",
        tag("h2", "One by one"),
        _exports(exports) if exports else None,
        _filters(counts),
        sections,
        tag("p", "No requirement is like that.", class_="none", hidden=True),
        id="requirements",
    )


def _exports(exports: Mapping[str, str]) -> Markup:
    named = " ".join(f"{name}=<{place}>" for name, place in exports.items())
    return tag("p", "The curl lines need these variables: ", tag("code", f"export {named}"), class_="exports")


def _filters(counts: Mapping[str, int]) -> Markup:
    """What the script makes work; without it everything is shown."""
    chips = [
        tag("button", f"{words} ", tag("b", counts[kind]), type="button", class_=f"chip {kind}", aria_pressed="true",
            data_kind=kind)
        for kind, (_, words) in KINDS.items()
        if counts[kind]
    ]  # fmt: skip
    levels = [tag("option", "every level", value="")]
    levels += [tag("option", str(level), value=str(level)) for level in Level]
    return tag(
        "div",
        tag("div", chips, class_="chips", role="group", aria_label="Outcomes that are shown"),
        tag("label", tag("span", "Level", class_="unseen"), tag("select", levels, id="level")),
        tag(
            "label",
            tag("span", "Words in it"),
            tag("input", type="search", id="words"),
        ),
        tag("p", id="told", role="status", class_="told"),
        class_="filters",
        role="search",
        hidden=True,
    )


def _row(row: dict[str, Any], document: dict[str, Any], change: str | None, thumbnails: Thumbnails) -> Markup:
    kind = kind_of(row, document)
    sign, words = KINDS[kind]
    title = tag(
        "h4",
        tag("span", sign, class_=f"cell {kind}", aria_hidden="true"),
        tag("a", tag("code", row["id"]), href=f"#{row['id']}"),
        tag("span", words, class_=f"badge {kind}"),
        tag("span", row["level"], class_="badge level"),
        tag("span", change, class_="badge changed") if change else None,
    )
    evidence = [
        _evidence(item, thumbnails.get((row["id"], number), ()), number) for number, item in enumerate(row["evidence"])
    ]
    left = row["violations"] - len(row["evidence"])
    more = tag("p", f"And {left} more such {'answer' if left == 1 else 'answers'}.") if left > 0 else None
    return tag(
        "article",
        title,
        tag("p", row["statement"], class_="statement"),
        _why(row),
        evidence,
        more,
        id=row["id"],
        class_=f"row {kind}",
        data_kind=kind,
        data_level=row["level"],
    )


def _why(row: dict[str, Any]) -> Markup | None:
    if waiver := row["waiver"]:
        end = f", until {waiver['expires']}" if waiver["expires"] else ", without end"
        return tag("p", tag("b", "Waived: "), waiver["reason"], end, class_="why")
    why = ": ".join(filter(None, [row["reason"], row["detail"]]))
    return tag("p", _sentence(why), class_="why") if why else None


def _evidence(evidence: dict[str, Any], pictures: Iterable[Thumbnail], number: int) -> Markup:
    told = tag(
        "dl",
        tag("div", tag("dt", "Expected"), tag("dd", evidence["expected"])),
        tag("div", tag("dt", "Actual"), tag("dd", evidence["actual"]), class_="actual"),
        class_="told-apart",
    )
    curl = evidence.get("curl")
    return tag(
        "details",
        tag("summary", evidence["check"]),
        told,
        tag("div", _request(evidence["request"]), _response(evidence["response"]), class_="exchange")
        if "request" in evidence
        else None,
        tag("div", [_figure(picture) for picture in pictures], class_="pictures") if pictures else None,
        tag("p", f"Sent {evidence['company']}: alone it may be answered rightly.", class_="why")
        if evidence.get("company")
        else None,
        tag(
            "div",
            tag("pre", tag("code", curl), tabindex="0", role="group", aria_label="curl command"),
            tag("button", "Copy", type="button", class_="copy", hidden=True),
            class_="curl",
        )
        if curl
        else None,
        open=True,
        class_="evidence first" if number == 0 else "evidence",
    )


def _request(request: dict[str, Any]) -> Markup:
    return _message("Request", f"{request['method']} {request['url']}", request["headers"], _sent(request["body"]))


def _response(response: dict[str, Any]) -> Markup:
    if "failure" in response:
        return _message("Answer", response["failure"], [], response["detail"])
    size = f"{response['bytes']} bytes{', cut' if response['truncated'] else ''}"
    headers = [*response["headers"]]
    if left := response["more_headers"]:
        headers.append(["…", f"{left} more"])
    return _message("Answer", f"{response['status']}, {size}", headers, _pretty(response["body"]))


def _message(title: str, line: str, headers: Iterable[Sequence[str]], body: str) -> Markup:
    lines = [[tag("b", name), f": {value}\n"] for name, value in headers]
    return tag(
        "section",
        tag("h5", title),
        tag("pre", tag("b", line, class_="line"), "\n", lines, f"\n{body}" if body else None, tabindex="0",
            role="group", aria_label=title),
    )  # fmt: skip


def _sent(body: Any) -> str:
    if isinstance(body, str):
        return _pretty(body)
    return "\n".join(
        f"{part['name']} = {part['value']}"
        if "value" in part
        else f"{part['name']} = file {part['filename']}, {part['bytes']} bytes"
        for part in body
    )


def _pretty(body: str) -> str:
    """*body*, indented where it is complete JSON."""
    try:
        return json.dumps(json.loads(body), indent=2, ensure_ascii=False) if body[:1] in ("{", "[") else body
    except (ValueError, RecursionError):
        return body


def _figure(picture: Thumbnail) -> Markup:
    source = f"data:image/png;base64,{base64.b64encode(picture.png).decode()}"
    size = {"width": picture.width, "height": picture.height}
    return tag("figure", tag("img", src=source, alt=picture.caption, **size), tag("figcaption", picture.caption))


def _observations(observations: Sequence[dict[str, Any]]) -> Markup | None:
    if not observations:
        return None
    lines = [
        tag("tr", tag("th", _link(name), scope="row"), tag("td", [tag("p", text) for text in _seen(group)]))
        for name, group in groupby(observations, key=lambda item: item["requirement"])
    ]
    head = tag("tr", tag("th", "Where the page is silent", scope="col"), tag("th", "What was seen", scope="col"))
    return tag(
        "section",
        tag("h2", "Observations"),
        tag("p", "Nothing of this counts: the pages do not decide it."),
        tag("table", tag("thead", head), tag("tbody", lines), class_="observations"),
    )


def _seen(group: Iterable[dict[str, Any]]) -> Iterator[str]:
    counts = Counter(item["seen"] for item in group)
    for seen, count in list(counts.items())[:_MOST_SEEN]:
        yield seen if count == 1 else f"{seen} ({count} times)"
    if len(counts) > _MOST_SEEN:
        yield f"and {len(counts) - _MOST_SEEN} more"


def _footer() -> Markup:
    told = ["Unofficial: written from the vendors' public pages. The same for programs: "]
    return tag("footer", told, tag("a", "report.json", href="report.json"), ".")
