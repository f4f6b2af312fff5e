"""A mock server of the documented translation APIs: offline, deterministic, driven by their contracts."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from translation_mock.app import create_app
    from translation_mock.settings import Settings

__all__ = ["Settings", "create_app"]


def __getattr__(name: str) -> object:
    # Loaded on first use: commands that need no server must not pay for importing one.
    if name == "create_app":
        from translation_mock.app import create_app

        return create_app
    if name == "Settings":
        from translation_mock.settings import Settings

        return Settings
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
