"""Other people's tools on our contracts and our mock: a generated client, and Schemathesis."""

import subprocess
import sys
from pathlib import Path

import pytest

from mock_support.process import ENVIRONMENT, serving
from translation_mock.pages import sample_picture
from translation_openapi import APIS

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parent.parent
GENERATOR = "openapi-python-client==0.29.1"

CLIENT = """
import sys
from gpt_translator_text_translation_client import AuthenticatedClient as TextClient, models as text
from gpt_translator_text_translation_client.api.text_translation import translate_text
from translate_nets_image_translation_client import AuthenticatedClient as ImageClient, models as image
from translate_nets_image_translation_client.api.image_translation import translate_image
from translate_nets_image_translation_client.types import File

url, sample = sys.argv[1:]
client = TextClient(base_url=url, token="YOUR_API_KEY", prefix="", auth_header_name="x-api-key")
request = text.TextTranslationRequest("hello world", "en", "fr", "gpt-4.1-mini-2025-04-14")
answer = translate_text.sync(client=client, body=request)
assert isinstance(answer, text.TextTranslation), answer
assert answer.data.translated_text == "bonjour le monde"
request.text = ""
assert isinstance(translate_text.sync(client=client, body=request), text.ValidationError)
stranger = TextClient(base_url=url, token="nobody", prefix="", auth_header_name="x-api-key")
assert isinstance(translate_text.sync(client=stranger, body=request), text.KeyOrUserError)

client = ImageClient(base_url=url, token="itk_xxx.its_yyy")
with open(sample, "rb") as picture:
    upload = image.ImageTranslationRequest(File(picture, "sample.png", "image/png"), target_language="ja")
    answer = translate_image.sync(client=client, body=upload)
assert isinstance(answer, image.ImageTranslation), answer
assert answer.word_mapping.additional_properties["Hello"] == "こんにちは"
"""

HOOKS = """
import schemathesis
from hypothesis import strategies as st
from translation_mock.domain.pictures import draw_picture
for form in ("png", "jpeg", "webp", "gif"):
    pictures = [draw_picture(["Hello"], format=form), draw_picture([], width=50, format=form)]
    schemathesis.openapi.media_type(f"image/{form}", st.sampled_from(pictures))
"""

SCHEMATHESIS = """
[generation]
deterministic = true
max-examples = 200
[phases.coverage]
unexpected-methods = []
# It takes 401 and 403 alone for refused credentials; the text document says 400 for an unknown key.
[checks.ignored_auth]
enabled = false
[checks.unsupported_method]
enabled = false
"""


def test_generated_client_understands_the_mock(tmp_path: Path) -> None:
    """A client generated from the published contracts gets typed answers and typed errors from the mock."""
    environment = tmp_path / "venv"
    subprocess.run([sys.executable, "-m", "venv", str(environment)], check=True)
    tools = environment / "bin"
    subprocess.run([str(tools / "python"), "-m", "pip", "install", "--quiet", GENERATOR, "httpx", "attrs"], check=True)
    for api in APIS:
        contract = ROOT / "openapi" / "translation_openapi" / f"{api.name}.yaml"
        target = tmp_path / api.name
        generate = ["generate", "--path", str(contract), "--output-path", str(target)]
        subprocess.run([str(tools / "openapi-python-client"), *generate], check=True, capture_output=True)
    (tmp_path / "sample.png").write_bytes(sample_picture())
    paths = ":".join(str(tmp_path / api.name) for api in APIS)

    with serving() as (_, url):
        ended = subprocess.run(
            [str(tools / "python"), "-c", CLIENT, url, str(tmp_path / "sample.png")],
            env={**ENVIRONMENT, "PYTHONPATH": paths},
            capture_output=True,
            text=True,
        )

    assert ended.returncode == 0, ended.stderr


@pytest.mark.parametrize(
    ("name", "header"),
    [("text", "x-api-key: YOUR_API_KEY"), ("image", "Authorization: Bearer itk_xxx.its_yyy")],
)
def test_schemathesis_finds_nothing(name: str, header: str, tmp_path: Path) -> None:
    """Schemathesis, given the served contract, finds no answer that the contract does not allow."""
    (tmp_path / "schemathesis.toml").write_text(SCHEMATHESIS, "utf-8")
    (tmp_path / "hooks.py").write_text(HOOKS, "utf-8")
    command = [sys.executable, "-W", "ignore", "-m", "schemathesis.cli"]

    with serving("--no-access-log") as (_, url):
        ended = subprocess.run(
            [*command, "run", f"{url}/openapi/{name}.json", "-H", header],
            env={**ENVIRONMENT, "SCHEMATHESIS_HOOKS": "hooks", "PYTHONPATH": str(tmp_path)},
            cwd=tmp_path,
            capture_output=True,
            text=True,
        )

    assert ended.returncode == 0, ended.stdout[-3000:]
    assert "No issues found" in ended.stdout
