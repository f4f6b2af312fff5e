"""The requirement catalogue: every statement of the vendors' pages as one row that can be broken alone."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from enum import StrEnum
from importlib.resources.abc import Traversable
from typing import Any

from translation_openapi.toml_file import TomlFileError, read_toml


class CatalogueError(ValueError):
    """A catalogue file breaks the rules of catalogues; the message names the file, the row and the fault."""


class Level(StrEnum):
    """How firmly the pages bind a service to a requirement."""

    #: An answer that breaks it contradicts something printed.
    DOCUMENTED = "documented"
    #: Generalised from an example value or from common sense.
    IMPLIED = "implied"
    #: The pages are silent or contradict themselves; our choice.
    ASSUMED = "assumed"


class Defect(StrEnum):
    """What is wrong with a page at the place that a row is about."""

    #: The page leaves open what a caller or a service needs to know.
    GAP = "gap"
    #: Two places of the page do not agree.
    CONTRADICTION = "contradiction"
    #: What is printed cannot be meant.
    ERROR = "error"


@dataclass(frozen=True)
class Requirement:
    """One statement of a vendor's page, in our own words."""

    #: Literal and never renumbered: ``<api>.<slug of heading>.<fact>``.
    id: str
    #: The heading of the page under which the statement stands.
    source: str
    level: Level
    #: One sentence. Wire strings in it are exact.
    statement: str
    #: Why no answer of a service can show it; None where one can.
    untestable: str | None = None
    #: Set where the row records a flaw of the page rather than a rule of the service.
    defect: Defect | None = None
    #: What is wrong with the page there, in one sentence; what we made of it is the statement.
    flaw: str | None = None

    @property
    def api(self) -> str:
        """The name of the API, which is the first part of the id."""
        return self.id.partition(".")[0]

    @property
    def heading(self) -> str:
        """The slug of the heading, which is the second part of the id."""
        return self.id.split(".")[1]


class Catalogue(Mapping[str, Requirement]):
    """The requirements of one API by id, in the order of the vendor's page."""

    def __init__(self, requirements: Mapping[str, Requirement]) -> None:
        self._rows = dict(requirements)

    def __getitem__(self, id_: str) -> Requirement:
        return self._rows[id_]

    def __iter__(self) -> Iterator[str]:
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self._rows)


def slug(heading: str) -> str:
    """A heading as it stands in ids: lower case, each run of anything but letters and digits one hyphen."""
    return re.sub(r"[^a-z0-9]+", "-", heading.lower()).strip("-")


def load_catalogue(api: str, file: Traversable) -> Catalogue:
    """The catalogue of *api* from *file*; raises `CatalogueError` on the first row that breaks a rule."""
    try:
        rows = read_toml(file)
    except TomlFileError as error:
        raise CatalogueError(f"{file.name}: {error}") from error
    requirements: dict[str, Requirement] = {}
    for position, row in enumerate(rows.get("requirement", ()), start=1):
        place = f"{file.name}, row {position}"
        requirement = _requirement(api, row, place)
        if requirement.id in requirements:
            raise CatalogueError(f"{place}: the id {requirement.id!r} stands twice")
        requirements[requirement.id] = requirement
    if not requirements:
        raise CatalogueError(f"{file.name}: no [[requirement]] in it")
    return Catalogue(requirements)


def _requirement(api: str, row: Mapping[str, Any], place: str) -> Requirement:
    known = {field.name for field in fields(Requirement)}
    if unknown := row.keys() - known:
        raise CatalogueError(f"{place}: unknown field {sorted(unknown)[0]!r}")
    for name in ("id", "source", "level", "statement"):
        if name not in row:
            raise CatalogueError(f"{place}: {name!r} is missing")
    if blank := [name for name, value in row.items() if not (isinstance(value, str) and value.strip())]:
        raise CatalogueError(f"{place}: {blank[0]!r} is not a text")
    expected = f"{api}.{slug(row['source'])}."
    if not re.fullmatch(re.escape(expected) + r"[a-z0-9]+(-[a-z0-9]+)*", row["id"]):
        raise CatalogueError(f"{place}: the id {row['id']!r} does not read {expected}<fact>")
    for name in ("statement", "flaw"):
        if not row.get(name, ".").endswith((".", '."')):
            raise CatalogueError(f"{place}: the {name} of {row['id']!r} is not a sentence")
    if "flaw" in row and "defect" not in row:
        raise CatalogueError(f"{place}: {row['id']!r} has a flaw, but no defect says of which kind")
    try:
        defect = Defect(row["defect"]) if "defect" in row else None
        return Requirement(**{**row, "level": Level(row["level"]), "defect": defect})
    except ValueError as error:
        raise CatalogueError(f"{place}: {error}") from error
