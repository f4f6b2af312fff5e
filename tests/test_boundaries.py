"""Who may import whom: server → openapi ← conformance, and inside the server: edges → domain, never back."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
OPENAPI = ROOT / "openapi" / "translation_openapi"
MOCK = ROOT / "server" / "translation_mock"
CONFORMANCE = ROOT / "conformance" / "translation_conformance"

#: What each part must not import, as prefixes of dotted names.
FORBIDDEN = {
    OPENAPI: ("translation_mock", "translation_conformance", "connexion", "starlette"),
    CONFORMANCE: ("translation_mock", "connexion", "starlette", "uvicorn"),
    MOCK: ("translation_conformance",),
    MOCK / "domain": (
        "connexion", "starlette", "uvicorn", "http", "socket", "time", "datetime", "random", "os", "asyncio",
    ),
    # The edges do not know who serves them.
    MOCK / "text_api.py": ("translation_mock.app", "translation_mock.wiring", "translation_mock.serving", "connexion"),
    MOCK / "image_api.py": ("translation_mock.app", "translation_mock.wiring", "translation_mock.serving", "connexion"),
}  # fmt: skip


def imports(source: str) -> Iterator[str]:
    """Every name that a module imports, also inside functions."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def offences(source: str, forbidden: tuple[str, ...]) -> list[str]:
    """The imports of *source* that are forbidden."""
    return [name for name in imports(source) if any(name == it or name.startswith(f"{it}.") for it in forbidden)]


@pytest.mark.parametrize("part", FORBIDDEN, ids=lambda part: part.name)
def test_no_part_imports_what_it_must_not(part: Path) -> None:
    """No module of a part imports anything from the wrong side."""
    modules = sorted(part.rglob("*.py")) if part.is_dir() else [part]
    found = {str(module.relative_to(ROOT)): offences(module.read_text("utf-8"), FORBIDDEN[part]) for module in modules}

    assert modules
    assert {module: names for module, names in found.items() if names} == {}


def test_domain_imports_nothing_of_the_mock_but_itself() -> None:
    """Of the mock, the domain knows the domain alone."""
    modules = sorted((MOCK / "domain").rglob("*.py"))
    foreign = {
        module.name: name
        for module in modules
        for name in imports(module.read_text("utf-8"))
        if name.startswith("translation_mock") and not name.startswith("translation_mock.domain")
    }

    assert foreign == {}


def test_imports_are_absolute() -> None:
    """No module imports by dots, which the other tests would not see."""
    modules = [module for part in (OPENAPI, MOCK, CONFORMANCE) for module in part.rglob("*.py")]
    relative = [
        module.name
        for module in modules
        for node in ast.walk(ast.parse(module.read_text("utf-8")))
        if isinstance(node, ast.ImportFrom) and node.level
    ]

    assert modules
    assert relative == []


def test_an_offence_is_seen() -> None:
    """The check sees plain imports, imports from, and imports inside functions."""
    source = "import random\ndef f():\n    from connexion.apps import AsyncApp\nimport randomness\n"

    assert offences(source, ("random", "connexion")) == ["random", "connexion.apps"]


@pytest.mark.parametrize("part", [OPENAPI, MOCK, CONFORMANCE], ids=lambda part: part.name)
def test_shared_modules_name_no_vendor(part: Path) -> None:
    """Outside the files of one API, no module mentions an API by its name: they come from the list of APIs."""
    own = {"apis.py", "text_api.py", "text_answers.py", "image_api.py", "image_answers.py", "vendors.py"}
    shared = [
        module
        for module in part.rglob("*.py")
        if module.name not in own and not {"checks", "domain"} & set(module.relative_to(part).parts)
    ]
    naming = {
        str(module.relative_to(part)): node.value
        for module in shared
        for node in ast.walk(ast.parse(module.read_text("utf-8")))
        if isinstance(node, ast.Constant) and node.value in ("text", "image")
    }

    assert naming == {}
