"""The command `translation-mock` with a translator that comes back from some texts on a signal only.

A text that begins with "Wait" says "working" on stdout as its translation begins, which then lasts until SIGUSR1.
"""

import os
import signal
from threading import Event
from unittest.mock import patch

from translation_mock.__main__ import main
from translation_mock.domain.translator import Translator

translate = Translator.translate
released = Event()


def slow_translate(translator: Translator, text: str, source: str | None, target: str, **options: bool) -> str:
    """Translate as ever, in the end."""
    if text.startswith("Wait"):
        os.write(1, b"working\n")  # In one piece, of several threads too, which print would mix.
        released.wait()
    return translate(translator, text, source, target, **options)


if __name__ == "__main__":
    signal.signal(signal.SIGUSR1, lambda *_: released.set())
    with patch.object(Translator, "translate", slow_translate):
        main()
