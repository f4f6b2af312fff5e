"""HTML built of values: whatever is not markup already is escaped."""

from collections.abc import Iterable
from html import escape

_VOID = ("br", "img", "input", "link", "meta")


class Markup(str):
    """Text that is HTML already."""

    __slots__ = ()


def tag(name: str, /, *children: object, **attributes: str | int | bool | None) -> Markup:
    """An element; `class_` is its class, underscores in names are hyphens, attributes that are None are left out."""
    told = "".join(_attribute(key.rstrip("_").replace("_", "-"), value) for key, value in attributes.items())
    if name in _VOID:
        return Markup(f"<{name}{told}>")
    return Markup(f"<{name}{told}>{joined(children)}</{name}>")


def joined(children: Iterable[object]) -> Markup:
    """*children* one after the other: markup as it is, other text escaped, None left out."""
    return Markup("".join(_rendered(child) for child in children))


def _rendered(child: object) -> str:
    if child is None:
        return ""
    if isinstance(child, Markup):
        return child
    if isinstance(child, str):
        return escape(child)
    if isinstance(child, Iterable):
        return joined(child)
    return escape(str(child))


def _attribute(name: str, value: str | int | bool | None) -> str:
    if value is None or value is False:
        return ""
    return f" {name}" if value is True else f' {name}="{escape(str(value))}"'
