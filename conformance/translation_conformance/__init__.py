"""The conformance suite: which documented sentence an implementation of the translation APIs breaks."""

from importlib.metadata import PackageNotFoundError, version

try:
    __version__ = version("translation-contract")
except PackageNotFoundError:  # run from a source tree that was never installed
    __version__ = "0+source"

__all__ = ["__version__"]
