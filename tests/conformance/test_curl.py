"""The curl command of a request sends that request."""

import shutil
import subprocess
from pathlib import Path

import pytest

from conformance_apps import reference
from conformance_apps.reference import Answer, Asked
from conformance_apps.running import served, target_of
from translation_conformance.check import Probe
from translation_conformance.curl import curl
from translation_conformance.exchange import Request
from translation_conformance.suite import ApiSuite, suites
from translation_conformance.target import ApiTarget, Http, Target

#: What of a request's headers the commands must bring along.
_HEADERS = ("x-api-key", "api-key", "authorization", "content-type")


def _requests(suite: ApiSuite, target: ApiTarget) -> list[Request]:
    """Every request that the checks of an API send."""
    probes: list[Probe] = list(dict.fromkeys(check.probe for check in suite.checks))
    return list(dict.fromkeys(request for probe in probes for request in probe.build(target)))


def _owed(target: ApiTarget, request: Request) -> tuple[object, ...]:
    filled = request.filled({name: secret.value for name, secret in target.credentials.items()})
    headers = {name.lower(): value.strip() for name, value in filled.content_headers}
    return _told(Asked(filled.method, filled.path, headers, filled.content))


def _told(asked: Asked) -> tuple[object, ...]:
    headers = {name: asked.headers.get(name) for name in _HEADERS}
    if asked.form:
        headers["content-type"] = "multipart/form-data"
    return asked.method, asked.path, headers, asked.form or asked.body


@pytest.mark.parametrize("suite", suites(), ids=lambda suite: suite.name)
def test_command_sends_the_request(suite: ApiSuite, tmp_path: Path) -> None:
    """Each request of the suite arrives by its command as by the suite: from any folder, with secrets in variables."""
    assert shutil.which("curl")
    seen: list[Asked] = []

    def noting(asked: Asked) -> Answer:
        seen.append(asked)
        return Answer(200, {})

    folder = tmp_path / 'a "strange" folder; with, signs'
    folder.mkdir()
    with served(noting) as url:
        target = target_of(reference.PROFILE.replace("http://reference.localhost", url))
        api = next(api for api in target.apis if api.name == suite.name)
        requests = _requests(suite, api)
        commands = [curl(api, Http(), request, folder) for request in requests]
        for command in commands:
            for file in command.files:
                (folder / file.name).write_bytes(file.content)
        done = subprocess.run(
            ["bash", "-e"],
            input="".join(f"{command.line} -o /dev/null\n" for command in commands),
            env={"PATH": "/usr/bin:/bin", **target.secrets},
            capture_output=True,
            text=True,
            check=False,
        )

    assert (done.returncode, done.stderr) == (0, "")
    assert [_told(asked) for asked in seen] == [_owed(api, request) for request in requests]
    assert not any(secret in command.line for secret in target.secrets.values() for command in commands)


def test_settings_of_the_profile(tmp_path: Path) -> None:
    """Further headers, authority and proxy of the profile are part of the command."""
    authority = tmp_path / "ca.pem"
    authority.write_text("")
    http = f'[http]\nca_file = "{authority}"\nproxy = "http://me:word@p.test:1"\nheaders = {{ "X-Team" = "blue" }}\n'
    target: Target = target_of(reference.PROFILE + http)

    line = curl(target.apis[0], target.http, Request("POST", "/x")).line

    assert f"-H 'X-Team: '\"${{HEADER_X_TEAM}}\" -H Content-Type: --cacert {authority}" in line.replace(
        f" --cacert {authority} --proxy", f" -H Content-Type: --cacert {authority} --proxy"
    )
    assert '--proxy "${HTTP_PROXY_URL}"' in line
    assert "word" not in line
