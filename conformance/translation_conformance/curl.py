"""A request as a curl command that really sends it: variables for secrets, files for what no shell can hold."""

import hashlib
import re
import shlex
from dataclasses import dataclass
from pathlib import Path

from translation_conformance.exchange import Credential, Form, Manner, Part, Request
from translation_conformance.target import ApiTarget, Http

#: Longer bodies go to a file.
_INLINE = 300


@dataclass(frozen=True)
class SavedFile:
    """A file that a curl command reads."""

    name: str
    content: bytes


@dataclass(frozen=True)
class Curl:
    """A curl command, and the files that it reads."""

    line: str
    files: tuple[SavedFile, ...] = ()
    #: The variables that must be set.
    variables: tuple[str, ...] = ()


def curl(target: ApiTarget, http: Http, request: Request, folder: Path | None = None) -> Curl:
    """The command for *request*; its files are read from *folder*, wherever it is run."""
    secrets = [*http.headers.values(), *([http.proxy] if http.proxy else [])]
    if request.credential:
        names = (request.credential.name, request.credential.other)
        secrets += [target.credentials[name] for name in names if name is not None]
    words = ["curl", "-sS", "-i", "-X", request.method, shlex.quote(target.base_url + request.path)]
    for name, secret in http.headers.items():
        words += ["-H", f"{shlex.quote(f'{name}: ')}{_variable(secret.variable)}"]
    # Only as bytes can a form be sent that is written in another manner than curl's own.
    form = request.body if isinstance(request.body, Form) and request.body.manner == Manner() else None
    for name, value in request.headers if form else request.content_headers:
        # This is how curl is told to send a header without content.
        words += ["-H", shlex.quote(f"{name}: {value}" if value else f"{name};")]
    if request.credential:
        words += ["-H", _credential(target, request.credential)]
        variable = target.credentials[request.credential.name].variable
        for name in request.credential.fields if isinstance(request.body, Form) else ():
            words += ["--form-string", f'"{name}=${{{variable}}}"']
    if http.ca_file:
        words += ["--cacert", shlex.quote(str(Path(http.ca_file).resolve()))]
    if http.proxy:
        words += ["--proxy", _variable(http.proxy.variable)]
    body, files = _form(form, folder) if form else _body(request, folder)
    variables = dict.fromkeys(secret.variable for secret in secrets)
    return Curl(" ".join([*words, *body]), tuple(files), tuple(variables))


def _credential(target: ApiTarget, credential: Credential) -> str:
    variable = target.credentials[credential.name].variable
    forms = {"{key}": f"${{{variable}}}", "{head}": f"${{{variable}%%.*}}", "{tail}": f"${{{variable}#*.}}"}
    forms |= {"{cut}": f"${{{variable}%????}}", "{swapped}": f'$(printf %s "${variable}" | tr A-Za-z a-zA-Z)'}
    forms["{recased}"] = f'$(printf %s "${{{variable}#*.}}" | tr A-Za-z a-zA-Z)'
    if credential.other:
        forms["{foreign}"] = f"${{{target.credentials[credential.other].variable}#*.}}"
    names = "|".join(name.strip("{}") for name in forms)
    pieces = re.split(rf"(\{{(?:{names})\}})", f"{credential.header}: {credential.template}")
    # Within double quotes the shell puts values in; everything else stands as it is.
    return '"' + "".join(forms.get(piece) or re.sub(r'(["$`\\])', r"\\\1", piece) for piece in pieces) + '"'


def _variable(name: str) -> str:
    return f'"${{{name}}}"'


def _body(request: Request, folder: Path | None) -> tuple[list[str], list[SavedFile]]:
    is_typed = any(name.lower() == "content-type" for name, _ in request.content_headers)
    words = [] if is_typed else ["-H", "Content-Type:"]
    content = request.content
    try:
        text = content.decode()
    except UnicodeDecodeError:
        text = "\0"
    if len(content) <= _INLINE and text.replace("\n", "").isprintable():
        return [*words, "--data-raw", shlex.quote(text)], []
    file = SavedFile(f"body-{_digest(content)}.bin", content)
    return [*words, "--data-binary", shlex.quote(f"@{_path(file, folder)}")], [file]


def _form(form: Form, folder: Path | None) -> tuple[list[str], list[SavedFile]]:
    words: list[str] = []
    files: list[SavedFile] = []
    for part in form.parts:
        text = part.content.decode("utf-8", "replace")
        if part.filename is None and text.encode() == part.content and text.isprintable():
            words += ["--form-string", shlex.quote(f"{part.name}={text}")]
            continue
        file = _upload(part)
        files.append(file)
        quoted = re.sub(r'(["\\])', r"\\\1", _path(file, folder))
        if part.filename is None:
            words += ["-F", shlex.quote(f'{part.name}=<"{quoted}"')]
        else:
            kind = f";type={part.content_type}" if part.content_type else ""
            words += ["-F", shlex.quote(f'{part.name}=@"{quoted}"{kind};filename="{part.filename}"')]
    return words, files


def _upload(part: Part) -> SavedFile:
    stem, dot, ending = (part.filename or part.name).rpartition(".")
    return SavedFile(f"{stem or ending}-{_digest(part.content)}{dot}{ending if stem else ''}", part.content)


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:8]


def _path(file: SavedFile, folder: Path | None) -> str:
    return str(folder.resolve() / file.name) if folder else file.name
