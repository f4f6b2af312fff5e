"""The command `translation-conformance`."""

import sys

from translation_conformance.cli import main

__all__ = ["main"]

if __name__ == "__main__":
    sys.exit(main())
