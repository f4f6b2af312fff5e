"""Pages for browsers: one template with one style element each, no scripts, and a policy that allows nothing else."""

import hashlib
from base64 import b64encode
from functools import cache
from importlib.resources import files
from typing import Any

from starlette.responses import Response


@cache
def _template(name: str) -> tuple[Any, str]:
    """The template in the file *name* of this package and the hash of its one style element."""
    from jinja2 import Environment

    source = (files("translation_mock") / name).read_text("utf-8")
    style = source[source.index("<style>") + len("<style>") : source.index("</style>")]
    digest = b64encode(hashlib.sha256(style.encode("utf-8")).digest()).decode("ascii")
    return Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True).from_string(source), digest


def page_html(name: str, **values: Any) -> str:
    """The page that the template *name* makes of these values."""
    return str(_template(name)[0].render(**values))


def page_response(name: str, **values: Any) -> Response:
    """The same, as the answer to a browser, which is told to load nothing but our own pictures."""
    policy = (
        f"default-src 'none'; style-src 'sha256-{_template(name)[1]}'; img-src 'self'; "
        "base-uri 'none'; form-action 'none'"
    )
    return Response(
        page_html(name, **values),
        media_type="text/html",
        headers={
            "Content-Security-Policy": policy,
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "no-store",
        },
    )
