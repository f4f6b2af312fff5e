"""The checks as pytest items; see `translation_conformance.plugin`."""

from translation_conformance.plugin import Item


def test_conformance(conformance: Item) -> None:
    """The target does as documented."""
    conformance.verify()
