"""The command `translation-conformance`."""

import sys
from collections.abc import Sequence

#: What the extra brings, as it is imported.
_EXTRA = ("httpx2", "openapi_core", "PIL", "pytest")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; without the extra, say so in one line."""
    try:
        from translation_conformance.cli import main as command  # the extra may be missing
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in _EXTRA:
            raise
        sys.stderr.write("translation-conformance needs the extra: pip install 'translation-contract[conformance]'\n")
        return 2
    return command(arguments)


if __name__ == "__main__":
    sys.exit(main())
