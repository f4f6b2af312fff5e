"""Plain Schemathesis, given the hooks, holds a service against the printed statements."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from conformance_apps import reference
from conformance_apps.running import served, target_of
from conformance_apps.servers import LEGAL, WRONG
from translation_conformance.contract_cases import contract_for

pytestmark = pytest.mark.slow

KEYS = {
    "text": "x-api-key: reference-valid-key",
    "image": "Authorization: Bearer itk_reference.its_valid0key",
}
TARGETS = {target.name: target for target in target_of().apis}


def _st(folder: Path, api: str, server: reference.Server) -> subprocess.CompletedProcess[str]:
    """`st run` over the contract of *api*, in *folder*."""
    (folder / "contract.json").write_text(json.dumps(contract_for(TARGETS[api])))
    with served(server) as url:
        command = [sys.executable, "-m", "schemathesis.cli", "run", "contract.json", "--url", url, "-H", KEYS[api]]
        command += ["--checks", "printed_statements", "--max-examples", "25", "--seed", "1", "--no-color"]
        command += ["--generation-database", "none", "--phases", "fuzzing"]
        environ = {**os.environ, "SCHEMATHESIS_HOOKS": "translation_conformance.schemathesis_hooks"}
        return subprocess.run(command, cwd=folder, env=environ, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("api", ["text", "image"])
def test_conforming_server_passes(api: str, tmp_path: Path) -> None:
    """A conforming server is sent many requests, and none of its answers is called wrong."""
    made = _st(tmp_path, api, reference.Reference())

    assert made.returncode == 0, made.stdout + made.stderr
    assert re.search(r"[12]\d generated, [12]\d passed", made.stdout)


@pytest.mark.parametrize("name", ["trims_the_text", "has_a_list_of_domains", "every_refusal_is_422"])
def test_legal_server_passes(name: str, tmp_path: Path) -> None:
    """An unusual but conforming server passes, too."""
    variant = next(variant for variant in LEGAL if variant.name == name)

    made = _st(tmp_path, variant.api, variant.server())

    assert made.returncode == 0, made.stdout + made.stderr


WRONGS = {
    "capitalises_the_original": "text.success-200.original-text-echo",
    "looks_at_the_second_character": "text.endpoint.post",
    "target_language_is_left_out": "image.success-200.target-language-echo",
}


@pytest.mark.parametrize(("name", "row"), WRONGS.items(), ids=WRONGS)
def test_wrong_server_is_told_with_its_row(name: str, row: str, tmp_path: Path) -> None:
    """A wrong server fails, and the failure names the requirement."""
    variant = next(variant for variant in WRONG if variant.name == name)

    made = _st(tmp_path, variant.api, variant.server())

    assert made.returncode == 1, made.stdout + made.stderr
    assert row in made.stdout
