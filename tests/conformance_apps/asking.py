"""Plain requests to the servers of this folder, written without the suite's help."""

import json
from typing import Any

from conformance_apps.reference import IMAGE_PATH, TEXT_PATH, Asked, File

PRINTED = {"text": "hello world", "sourceLang": "en", "targetLang": "fr", "model": "gpt-4.1-mini-2025-04-14"}
#: A PNG, 2 x 1 pixels.
TINY = File(
    "image.png",
    bytes.fromhex(
        "89504e470d0a1a0a0000000d49484452000000020000000108020000007b40e8dd0000000f49444154"
        "789c63fcffff3f030303000eff02ffb8c59e990000000049454e44ae426082"
    ),
)


def text(key: str | None = "reference-valid-key", /, **changes: Any) -> Asked:
    """The printed text request with some changes; a field that is `...` is left out."""
    body = {name: value for name, value in {**PRINTED, **changes}.items() if value is not ...}
    headers = {"content-type": "application/json"} | ({"x-api-key": key} if key is not None else {})
    return Asked("POST", TEXT_PATH, headers, json.dumps(body, separators=(",", ":")).encode())


def image(token: str | None = "Bearer itk_reference.its_valid0key", /, **changes: Any) -> Asked:
    """The printed image request with some changes; a field that is None is left out."""
    headers = {"authorization": token} if token is not None else {}
    fields = {"image": TINY, "target_language": "ja", "translator_model": "gemini", **changes}
    return Asked("POST", IMAGE_PATH, headers, b"").form_with(**fields)
