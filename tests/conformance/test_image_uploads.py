"""The files that the suite uploads, the forms that it writes, and the tokens that it mangles, are what they say."""

import re
import shutil
import subprocess
from email import message_from_bytes
from email.message import Message
from io import BytesIO

import pytest
from PIL import Image

from conformance_apps.running import target_of
from translation_conformance import pictures
from translation_conformance.checks.image import _probes as probes
from translation_conformance.curl import curl
from translation_conformance.exchange import Credential, Form, Manner, Part
from translation_conformance.pictures import Upload
from translation_conformance.target import Http

TARGET = next(api for api in target_of().apis if api.name == "image")
FOUR = {"image/png", "image/jpeg", "image/webp", "image/gif"}


@pytest.mark.parametrize("upload", [*pictures.PLAIN, *pictures.ODD], ids=lambda u: f"{u.filename}-{len(u.content)}")
def test_pictures_are_truthful(upload: Upload) -> None:
    """Each picture decodes, and is of the type that its name and its media type say."""
    ending = upload.filename.rpartition(".")[2].lower().replace("jpg", "jpeg")

    assert pictures.read(upload.content).media_type == upload.media_type == f"image/{ending}"


def test_ordinary_pictures_are_of_ordinary_size() -> None:
    """Whoever refuses small pictures refuses none that has to be taken."""
    assert min(min(pictures.read(upload.content).size or (0, 0)) for upload in pictures.PLAIN) >= 256


def _info(upload: Upload) -> tuple[str, bool, bool]:
    with Image.open(BytesIO(upload.content)) as image:
        return image.mode, "interlace" in image.info, "transparency" in image.info


def test_ordinary_pngs_are_of_all_kinds() -> None:
    """Each kind of PNG that a program writes is among them."""
    kinds = {_info(upload) for upload in pictures.PLAIN if upload.media_type == "image/png"}

    modes = {(mode, False, False) for mode in ("RGB", "RGBA", "L", "LA", "P", "1")}
    assert kinds == {*modes, ("L", True, False), ("P", False, True)}


def test_written_pngs_show_the_same() -> None:
    """The PNGs that are written by hand show what Pillow writes."""
    interlaced, sixteen = pictures.PLAIN[9], pictures.ODD[0]
    with Image.open(BytesIO(interlaced.content)) as image:
        assert image.convert("L").tobytes() == pictures.drawn().convert("L").tobytes()
    with Image.open(BytesIO(sixteen.content)) as image:
        assert image.mode == "I;16"
        assert image.getpixel((0, 0)) == 0xFFFF


def test_a_turned_photograph_is_told() -> None:
    """A photograph that EXIF turns is known to lie on its side; another is not."""
    assert [upload.filename for upload in pictures.PLAIN if pictures.read(upload.content).turned] == ["IMG_0001.JPG"]


def test_photographs_begin_with_what_the_camera_says() -> None:
    """Two of the ordinary JPEGs have EXIF and no JFIF, one of them upright; the others have JFIF."""
    photographs = [upload for upload in pictures.PLAIN if upload.media_type == "image/jpeg"]
    cameras = {upload.filename for upload in photographs if upload.content[2:4] == b"\xff\xe1"}

    assert cameras == {"IMG_0001.JPG", "photo.jpg"}
    assert {upload.content[2:4] for upload in photographs} == {b"\xff\xe0", b"\xff\xe1"}


def test_an_ordinary_png_holds_what_looks_like_a_form() -> None:
    """Blank lines and dashes in a picture are no lines of the form."""
    assert any(b"\r\n\r\n--" in upload.content for upload in pictures.PLAIN)


@pytest.mark.parametrize("upload", pictures.UNSUPPORTED, ids=lambda upload: f"{upload.filename}-{upload.media_type}")
def test_other_types_are_none_of_the_four(upload: Upload) -> None:
    """What has to be refused is of none of the four types, whatever it is called."""
    try:
        kind = pictures.read(upload.content, upload.media_type).media_type
    except pictures.PictureError:
        kind = ""

    assert kind not in FOUR


MANNERS = {
    "plain": Manner(),
    "typed": Manner("=_Part_", quoted=True, typed=True),
    "odd": Manner("'()+_,-./:=? ", quoted=True, typed=True, odd=True),
}


@pytest.mark.parametrize("manner", MANNERS.values(), ids=MANNERS)
def test_forms_are_read_alike(manner: Manner) -> None:
    """In whatever manner a form is written, another reader finds the same parts in it."""
    form = Form((probes.file(), *probes.fields(target_language="ja")), manner)

    message = message_from_bytes(f"Content-Type: {form.media_type}\r\n\r\n".encode() + form.encoded)
    parts = [part for part in message.get_payload() if isinstance(part, Message)]

    assert [part.get_param("name", header="content-disposition") for part in parts] == ["image", "target_language"]
    assert [part.get_payload(decode=True) for part in parts] == [pictures.PNG.content, b"ja"]
    assert parts[0].get_filename() == "image.png"
    assert len(form.boundary) <= 70


def test_manners_differ() -> None:
    """The manners are different bytes."""
    parts = (probes.file(), *probes.fields(target_language="ja"))

    assert len({Form(parts, manner).encoded for manner in MANNERS.values()}) == len(MANNERS)


PIECES = {
    "Bearer {head}.{recased}": "Bearer key.sECRET0x",
    "Bearer {cut}": "Bearer key.Secr",
    "Bearer {swapped}": "Bearer KEY.sECRET0x",
    "Bearer {tail}.{head}": "Bearer Secret0X.key",
    "Bearer {head}.{foreign}": "Bearer key.other0",
    "{other}{key}": "{other}key.Secret0X",
}


@pytest.mark.parametrize(("template", "rendered"), PIECES.items(), ids=PIECES)
def test_tokens_are_mangled(template: str, rendered: str) -> None:
    """The pieces of a template are put in place; what is none stands as it is."""
    assert Credential("valid", "Authorization", template).render("key.Secret0X", "id.other0") == rendered


def test_a_key_in_another_place() -> None:
    """The key is sent in a header and in the form, not in the address, and stands nowhere in what is shown."""
    (request,) = probes.OTHER_PLACE.requests(TARGET)
    value = "a+b.c/d"

    filled = request.filled({"valid": value})

    assert filled.path == probes.PATH
    assert ("X-API-Key", value) in filled.headers
    assert isinstance(filled.body, Form)
    assert Part("api_key", value.encode()) in filled.body.parts
    assert value not in repr(request)


@pytest.mark.parametrize("template", [t for t in PIECES if "other}" not in t])
def test_curl_mangles_alike(template: str) -> None:
    """The shell makes of the variable what the suite made of the token."""
    values = {"valid": "itk_a.Secret0X", "restricted": "itk_b.other0"}
    credential = Credential("valid", "Authorization", template, other="restricted")
    line = curl(TARGET, Http(), probes.with_token(credential)).line
    header = re.search(r'-H ("Authorization: .*?[^\\]") --form', line) or re.search(r'-H ("Authorization.*") -F', line)
    assert header is not None
    variables = {TARGET.credentials[name].variable: value for name, value in values.items()}

    shell = shutil.which("sh") or "/bin/sh"
    said = subprocess.run([shell, "-c", f"printf %s {header[1]}"], env={**variables, "PATH": "/usr/bin:/bin"},
                          capture_output=True, text=True, check=True)  # fmt: skip

    assert said.stdout == "Authorization: " + credential.render(values["valid"], values["restricted"])


def test_curl_sends_other_manners_as_bytes() -> None:
    """A form that curl would write in another way is sent from a file, with its own media type."""
    (request, *_) = probes.FORMS.requests(TARGET)

    command = curl(TARGET, Http(), request)

    assert [file.content for file in command.files] == [request.content]
    assert "multipart/form-data; boundary=" in command.line
    assert "--data-binary" in command.line


def test_names_are_sent_as_they_are() -> None:
    """A file keeps its name, whatever letters it has, and its ending."""
    names = {
        part.filename
        for request in probes.MIXED.requests(TARGET)
        if isinstance(request.body, Form)
        for part in request.body.parts
        if part.name == "image"
    }

    assert {"IMAGE.PNG", "IMG_0001.JPG", "my picture (1).jpeg"} <= names
    assert any(name and not name.isascii() for name in names)
    assert max(len(name or "") for name in names) > 80
