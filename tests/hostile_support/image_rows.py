"""Rows for the image endpoint: its form, its fields, its pictures and its key."""

import base64
import gzip
import zlib
from collections.abc import Iterator

from hostile_support import pictures
from hostile_support.oracle import Expected
from hostile_support.process import IMAGE_KEY
from hostile_support.rows import (
    BELOW,
    BOUNDARY,
    CLOSING,
    SILENCE,
    Row,
    coded,
    form,
    image_endpoint,
    part,
    raw_part,
    upload,
)

PNG = pictures.blank("png")
IMAGE = image_endpoint(PNG)

MALFORMED = coded(400, "MALFORMED_REQUEST")
REPEATED = coded(400, "REPEATED_FIELD")
MEDIA_TYPE = coded(400, "UNSUPPORTED_MEDIA_TYPE")
NO_IMAGE = coded(400, "IMAGE_REQUIRED")
NO_FILE = coded(400, "IMAGE_NOT_A_FILE")
EMPTY = coded(400, "EMPTY_IMAGE")
UNSUPPORTED = coded(400, "UNSUPPORTED_IMAGE_TYPE")
DAMAGED = coded(400, "DAMAGED_IMAGE")
TOO_MANY_PIXELS = coded(413, "IMAGE_TOO_LARGE")
BAD_SOURCE = coded(400, "INVALID_SOURCE_LANGUAGE")
BAD_TARGET = coded(400, "INVALID_TARGET_LANGUAGE")
BAD_MODEL = coded(400, "INVALID_TRANSLATOR_MODEL")
NO_KEY = coded(401, "MISSING_API_KEY")
UNKNOWN_KEY = coded(401, "INVALID_API_KEY")

FILE = part("image", PNG, filename="picture.png", kind="image/png")


def image_rows() -> list[Row]:
    """Every row that is about the image endpoint alone."""
    return [*_boundaries(), *_forms(), *_parts(), *_fields(), *_bombs(), *_damage(), *_strange(), *_sizes(), *_keys()]


def _boundaries() -> list[Row]:
    kind = "multipart/form-data; boundary="
    seventy = "b" * 70
    return [
        _type("boundary-missing", "multipart/form-data", MALFORMED),
        _type("boundary-empty", kind, MALFORMED),
        _type("boundary-of-quotes", kind + '""', MALFORMED),
        _type("boundary-wrong", kind + "other", MALFORMED),
        _type("boundary-cut-short", kind + BOUNDARY[:-1], MALFORMED),
        _type("boundary-in-quotes", f'{kind}"{BOUNDARY}"', IMAGE.success),
        _type("boundary-twice", f"{kind}{BOUNDARY}; boundary=other", MALFORMED),
        _type("boundary-raw-bytes", kind + "\xff\xfe", MALFORMED),
        _type("boundary-extended", f"multipart/form-data; boundary*=utf-8''{BOUNDARY}", MALFORMED),
        _type("boundary-name-upper-case", f"multipart/form-data; BOUNDARY={BOUNDARY}", IMAGE.success),
        _type("boundary-of-71", kind + "b" * 71, MALFORMED),
        _type("boundary-of-50-kb", kind + "b" * 50_000, MALFORMED),
        Row(
            "boundary-of-70",
            IMAGE.request(IMAGE.body.replace(BOUNDARY.encode(), seventy.encode()), content_type=kind + seventy),
            IMAGE.success,
        ),
        _type("type-mixed", f"multipart/mixed; boundary={BOUNDARY}", MEDIA_TYPE),
        _type("type-related", f"multipart/related; boundary={BOUNDARY}", MEDIA_TYPE),
        _type("type-json", "application/json", MEDIA_TYPE),
        _type("type-picture", "image/png", MEDIA_TYPE),
        _type("type-without-subtype", f"multipart; boundary={BOUNDARY}", MEDIA_TYPE),
        Row("type-picture-as-body", IMAGE.request(PNG, content_type="image/png"), MEDIA_TYPE),
        Row("type-form-of-json", IMAGE.request(b'{"image": "data:image/png;base64,AAAA"}'), MALFORMED),
    ]


def _forms() -> list[Row]:
    lf_only = IMAGE.body.replace(b"\r\n", b"\n", 5)
    head_end = IMAGE.body.index(b"\r\n\r\n")
    nested = part("image", form(FILE), kind=f"multipart/mixed; boundary={BOUNDARY}x")
    return [
        _form("form-empty", b"", MALFORMED),
        _form("form-closing-only", CLOSING, NO_IMAGE),
        _form("form-delimiter-only", CLOSING[:-4] + b"\r\n", MALFORMED),
        _form("form-of-newlines", b"\r\n" * 1_000, MALFORMED),
        _form("form-random", bytes(range(256)) * 40, MALFORMED),
        _form("form-lf-only", lf_only, MALFORMED),
        _form("form-cr-only", IMAGE.body.replace(b"\r\n", b"\r", 5), MALFORMED),
        _form("form-preamble", b"This is a preamble.\r\n" + IMAGE.body, MALFORMED),
        _form("form-newline-first", b"\r\n" + IMAGE.body, IMAGE.success),
        _form("form-epilogue", IMAGE.body + b"This is an epilogue.\r\n", IMAGE.success),
        _form("form-epilogue-of-a-part", IMAGE.body + FILE, IMAGE.success),
        _form("form-no-last-newline", IMAGE.body[:-2], IMAGE.success),
        _form("form-cut-in-delimiter", IMAGE.body[:4], MALFORMED),
        _form("form-cut-in-header-name", IMAGE.body[:30], MALFORMED),
        _form("form-cut-in-header-value", IMAGE.body[: head_end - 5], MALFORMED),
        _form("form-cut-after-headers", IMAGE.body[: head_end + 4], MALFORMED),
        _form("form-cut-in-picture", IMAGE.body[: head_end + 40], MALFORMED),
        _form("form-cut-before-closing", FILE, MALFORMED),
        _form("form-cut-in-closing", IMAGE.body[:-3], MALFORMED),
        _form("form-without-hyphens", IMAGE.body[:-4] + b"\r\n", MALFORMED),
        _form("form-closing-twice", IMAGE.body + CLOSING, IMAGE.success),
        _form("form-nested", form(nested), UNSUPPORTED),
        # A delimiter is one at the start of a line: the first is content of "a".
        _form("form-nested-same-boundary", form(part("a", FILE), FILE), IMAGE.success),
        _form("form-1001-fields", form(*[part(f"f{n}", b"a") for n in range(1_001)], FILE), MALFORMED),
        _form("form-101-fields", form(*[part(f"f{n}", b"a") for n in range(100)], FILE), MALFORMED),
        _form("form-100-fields", form(*[part(f"f{n}", b"a") for n in range(99)], FILE), IMAGE.success),
        _form("form-100000-delimiters", b"--" + BOUNDARY.encode() + b"\r\n\r\n" * 100_000, MALFORMED),
        _form("form-delimiter-lookalikes", upload(PNG + (b"\r\n--" + BOUNDARY.encode()[:-1]) * 20_000), IMAGE.success),
        _form("form-urlencoded", b"image=a&target_language=ja", MALFORMED),
        _form("form-gzipped", gzip.compress(IMAGE.body, mtime=0), MALFORMED),
    ]


def _parts() -> list[Row]:
    named = b'Content-Disposition: form-data; name="image"; filename="a.png"\r\n'
    return [
        _part("part-without-headers", b"", MALFORMED),
        _part("part-without-disposition", b"Content-Type: image/png\r\n", MALFORMED),
        _part("part-without-name", b'Content-Disposition: form-data; filename="a.png"\r\n', MALFORMED),
        _part("part-disposition-empty", b"Content-Disposition:\r\n", MALFORMED),
        _part("part-attachment", named.replace(b"form-data", b"attachment"), MALFORMED),
        _part("part-disposition-upper-case", named.replace(b"form-data", b"FORM-DATA"), IMAGE.success),
        _part("part-name-unquoted", b"Content-Disposition: form-data; name=image; filename=a.png\r\n", IMAGE.success),
        _part("part-name-unclosed-quote", b'Content-Disposition: form-data; filename="a"; name="image\r\n', NO_IMAGE),
        _part(
            "part-name-twice",
            b'Content-Disposition: form-data; name="a"; name="image"; filename="a"\r\n',
            IMAGE.success,
        ),
        _part("part-name-empty", named.replace(b'"image"', b'""'), NO_IMAGE),
        _part("part-name-upper-case", named.replace(b'"image"', b'"IMAGE"'), NO_IMAGE),
        _part("part-name-with-nul", named.replace(b'"image"', b'"image\0"'), NO_IMAGE),
        _part("part-name-array", named.replace(b'"image"', b'"image[]"'), NO_IMAGE),
        _part("part-name-not-utf-8", named.replace(b'"image"', b'"\xff\xfe"'), MALFORMED),
        _part("part-name-extended", named.replace(b"name=", b"name*=utf-8''"), MALFORMED),
        _part("part-name-of-1-mb", named.replace(b"image", b"i" * (1 << 20)), MALFORMED),
        _part("part-name-of-semicolons", named.replace(b"image", b";" * 3_000), NO_IMAGE),
        _part("part-name-of-quotes", named.replace(b"image", b'"' * 3_000), NO_IMAGE),
        _part("part-disposition-twice", named + named.replace(b"image", b"other"), NO_IMAGE),
        _part("part-header-of-1-mb", named + b"X-Long: " + b"a" * (1 << 20) + b"\r\n", MALFORMED),
        _part("part-header-name-of-1-mb", named + b"X" * (1 << 20) + b": a\r\n", MALFORMED),
        _part("part-headers-1000", named + b"".join(b"X-%d: a\r\n" % n for n in range(1_000)), MALFORMED),
        _part("part-headers-the-same-1000", named + b"X-Y: a\r\n" * 1_000, MALFORMED),
        _part("part-header-without-colon", named + b"Nonsense\r\n", MALFORMED),
        _part("part-header-without-name", named + b": a\r\n", MALFORMED),
        _part("part-header-with-nul", named + b"X-Y: a\0b\r\n", IMAGE.success),
        _part("part-header-folded", named.replace(b"; filename", b";\r\n filename"), MALFORMED),
        _part(
            "part-encoding-base64", named + b"Content-Transfer-Encoding: base64\r\n", UNSUPPORTED, base64.b64encode(PNG)
        ),
        _part("part-length-lies", named + b"Content-Length: 3\r\n", IMAGE.success),
        _part("part-type-nonsense", named + b"Content-Type: ;;;\xff\r\n", IMAGE.success),
        _part("part-type-html", named + b"Content-Type: text/html\r\n", IMAGE.success),
        _part("file-name-empty", named.replace(b"a.png", b""), IMAGE.success),
        _part("file-name-empty-and-no-bytes", named.replace(b"a.png", b""), EMPTY, b""),
        _part("file-name-climbs-out", named.replace(b"a.png", b"../../../../etc/passwd"), IMAGE.success),
        _part("file-name-of-windows", named.replace(b"a.png", b"C:\\autoexec.bat"), IMAGE.success),
        _part("file-name-with-nul", named.replace(b"a.png", b"a.png\0.exe"), IMAGE.success),
        _part("file-name-not-utf-8", named.replace(b"a.png", b"\xff\xfe"), IMAGE.success),
        _part("file-name-of-script", named.replace(b"a.png", b"<script>alert(1)</script>"), IMAGE.success),
        _part("file-name-of-commands", named.replace(b"a.png", b"$(id);`id`|id"), IMAGE.success),
        _part("file-name-of-3-kb", named.replace(b"a.png", b"a" * 3_000), IMAGE.success),
        _part("file-name-extended-only", named.replace(b"filename=", b"filename*=utf-8''"), NO_FILE),
        _part("file-name-extended-too", named.replace(b"\r\n", b"; filename*=utf-8''b.gif\r\n"), IMAGE.success),
        _part("file-name-without-value", named.replace(b'="a.png"', b""), IMAGE.success),
        _form("file-as-text", form(part("image", PNG)), NO_FILE),
        _form("file-as-plain-text", form(part("image", PNG, kind="text/plain")), NO_FILE),
        _form("file-as-data-url", form(part("image", b"data:image/png;base64," + base64.b64encode(PNG))), NO_FILE),
        _form("file-as-link", form(part("image", b"http://169.254.169.254/latest/meta-data")), NO_FILE),
        _form("file-as-path", form(part("image", b"@/etc/passwd")), NO_FILE),
        _form("file-by-type-alone", form(part("image", PNG, kind="image/png")), IMAGE.success),
        _form("file-twice", form(FILE, FILE), REPEATED),
        _form("file-and-text-of-one-name", form(FILE, part("image", b"a")), REPEATED),
        _form("file-under-other-name", form(part("picture", PNG, filename="a.png")), NO_IMAGE),
        _form("file-missing", form(part("target_language", b"ja")), NO_IMAGE),
        _form("file-empty", form(part("image", b"", filename="a.png", kind="image/png")), EMPTY),
        _form("file-of-one-newline", form(part("image", b"\r\n", filename="a.png")), UNSUPPORTED),
    ]


def _fields() -> list[Row]:
    return [
        _field("field-unknown", "unknown", b"a", IMAGE.success),
        _field("field-unknown-raw-bytes", "unknown", b"\xff\0\xfe", IMAGE.success),
        _form("field-unknown-file", form(FILE, part("unknown", PNG, filename="b.png")), IMAGE.success),
        _field("field-of-1-mb", "target_language", b"j" * (1 << 20), MALFORMED),
        _field("field-unknown-of-1-mb", "unknown", b"j" * (1 << 20), MALFORMED),
        _field("field-of-60-kb", "target_language", b"j" * 60_000, BAD_TARGET),
        _form("field-as-file", form(FILE, part("target_language", b"ja", filename="a.txt")), BAD_TARGET),
        _form("field-twice", form(FILE, part("target_language", b"ja"), part("target_language", b"ja")), REPEATED),
        _field("target-empty", "target_language", b"", BAD_TARGET),
        _field("target-newline", "target_language", b"ja\n", BAD_TARGET),
        _field("target-space", "target_language", b" ja", BAD_TARGET),
        _field("target-nul", "target_language", b"ja\0", BAD_TARGET),
        _field("target-upper-case", "target_language", b"JA", BAD_TARGET),
        _field("target-auto", "target_language", b"auto", BAD_TARGET),
        _field("target-not-utf-8", "target_language", b"\xff\xfe", MALFORMED),
        _field("target-utf-16", "target_language", "ja".encode("utf-16"), MALFORMED),
        _field("target-surrogate", "target_language", b"\xed\xa0\x80", MALFORMED),
        _field("target-bom", "target_language", b"\xef\xbb\xbfja", BAD_TARGET),
        _field("target-json", "target_language", b'{"$ne": null}', BAD_TARGET),
        _field("target-template", "target_language", b"{{7*7}}", BAD_TARGET),
        _field("source-unlisted", "source_language", b"xx", BAD_SOURCE),
        _field("source-upper-case-auto", "source_language", b"AUTO", BAD_SOURCE),
        _field("source-empty", "source_language", b"", BAD_SOURCE),
        _field("source-look-alike", "source_language", "\u0435n".encode(), BAD_SOURCE),
        _field("model-unlisted", "translator_model", b"gemini2", BAD_MODEL),
        _field("model-upper-case", "translator_model", b"GEMINI", BAD_MODEL),
        _field("model-empty", "translator_model", b"", BAD_MODEL),
        _field("model-newline", "translator_model", b"gemini\r\n", BAD_MODEL),
        _form("field-bad-before-file", form(part("translator_model", b"x"), FILE), BAD_MODEL),
        _form("field-bad-and-no-file", form(part("translator_model", b"x")), NO_IMAGE),
        _form("field-bad-and-file-damaged", form(part("translator_model", b"x"), FILE[:-60] + b"\r\n"), BAD_MODEL),
    ]


def _bombs() -> list[Row]:
    giant = pictures.gif(65_535, 65_535, pictures.gif_image(1, 1))
    frames = pictures.gif(1_000, 1_000, *[pictures.gif_image(1, 1)] * 1_000)
    return [
        _picture("bomb-png-20000-by-20000", pictures.png_bomb(20_000, 20_000), TOO_MANY_PIXELS),
        _picture("bomb-png-header-alone", pictures.png(pictures.header(0x7FFFFFFF, 0x7FFFFFFF)), DAMAGED),
        _picture("bomb-png-of-text", pictures.text_bomb(b"zTXt"), DAMAGED),
        _picture("bomb-png-of-international-text", pictures.text_bomb(b"iTXt"), DAMAGED),
        _picture("bomb-png-of-profile", pictures.text_bomb(b"iCCP"), DAMAGED),
        _picture("bomb-png-pixels-too-many", pictures.pixel(data=zlib.compress(bytes(64 << 20), 9)), IMAGE.success),
        _picture("bomb-gif-giant-canvas", giant, TOO_MANY_PIXELS),
        _picture("bomb-gif-frames", frames, TOO_MANY_PIXELS),
        _picture(
            "bomb-gif-frame-beyond-canvas", pictures.gif(1, 1, pictures.gif_image(60_000, 60_000)), TOO_MANY_PIXELS
        ),
        _picture("bomb-webp-giant-canvas", pictures.webp_canvas(16_384, 16_384), TOO_MANY_PIXELS),
        _picture("bomb-webp-greatest-canvas", pictures.webp_canvas(1 << 24, 1 << 24), TOO_MANY_PIXELS),
        _picture("bomb-jpeg-giant", pictures.jpeg_claiming(65_500, 65_500), TOO_MANY_PIXELS),
        _picture("bomb-png-90-megapixels", pictures.png_bomb(9_500, 9_500), TOO_MANY_PIXELS),
        _picture("bomb-gif-90-megapixels", pictures.gif(9_500, 9_500, pictures.gif_image(1, 1)), TOO_MANY_PIXELS),
        _picture("bomb-webp-90-megapixels", pictures.webp_canvas(9_500, 9_500), TOO_MANY_PIXELS),
        _picture("bomb-jpeg-90-megapixels", pictures.jpeg_claiming(9_500, 9_500), TOO_MANY_PIXELS),
        _picture("bomb-apng-90-megapixels", pictures.apng(3_000, 3_000, frames=10), TOO_MANY_PIXELS),
        _picture("bomb-apng-frame-beyond-canvas", pictures.apng(8, 8, frames=2, frame=6_000), DAMAGED),
        _picture("bomb-webp-picture-beyond-canvas", pictures.webp_canvas(1, 1), DAMAGED),
        _picture("bomb-webp-nested-description", pictures.webp_described(b"<a>" * 99_999), IMAGE.success),
        _picture("bomb-webp-of-entities", pictures.webp_described(pictures.LAUGHS), IMAGE.success),
        _picture("bomb-png-90000-chunks", pictures.pixel(*[pictures.chunk(b"tEXt", b"a\0b")] * 90_000), IMAGE.success),
        _picture("bomb-png-100000-chunks", pictures.pixel(*[pictures.chunk(b"tEXt", b"a\0b")] * 100_000), DAMAGED),
    ]


def _damage() -> list[Row]:
    png, jpeg, webp, gif = (pictures.blank(form) for form in pictures.FORMATS)
    animated = pictures.blank("gif", frames=3)
    return [
        _picture("damaged-png-signature-alone", png[:8], DAMAGED),
        _picture("damaged-png-half-a-signature", png[:5], UNSUPPORTED),
        _picture("damaged-png-cut-in-header", png[:20], DAMAGED),
        _picture("damaged-png-cut-in-half", png[: len(png) // 2], DAMAGED),
        _picture("damaged-png-without-end", png[:-12], DAMAGED),
        _picture("damaged-png-checksum", pictures.without(png, 29), DAMAGED),
        _picture("damaged-png-pixels", pictures.without(png, 45, 46), DAMAGED),
        _picture("damaged-png-no-pixels", pictures.png(pictures.header(1, 1)), DAMAGED),
        _picture("damaged-png-0-by-0", pictures.png(pictures.header(0, 0)), DAMAGED),
        _picture("damaged-png-no-deflate", pictures.pixel(data=b"\0" * 20), DAMAGED),
        _picture("damaged-png-no-palette", pictures.without_palette(), DAMAGED),
        _picture("damaged-apng-no-palette", pictures.without_palette(frames=2), DAMAGED),
        _picture("damaged-png-bad-depth", pictures.png(pictures.header(1, 1, depth=3)), DAMAGED),
        _picture("damaged-png-chunk-of-2-gb", png[:33] + b"\x7f\xff\xff\xffIDAT" + png[41:], DAMAGED),
        _picture("damaged-jpeg-signature-alone", jpeg[:3], DAMAGED),
        _picture("damaged-jpeg-cut-in-header", jpeg[:100], DAMAGED),
        _picture("damaged-jpeg-cut-in-half", jpeg[: len(jpeg) // 2], DAMAGED),
        _picture("damaged-jpeg-cut-in-pixels", jpeg[:-6], DAMAGED),
        _picture("damaged-jpeg-0-by-0", pictures.jpeg_claiming(0, 0), DAMAGED),
        _picture("damaged-webp-signature-alone", webp[:12], DAMAGED),
        _picture("damaged-webp-cut-in-half", webp[: len(webp) // 2], DAMAGED),
        _picture("damaged-webp-cut-at-end", webp[:-6], DAMAGED),
        _picture("damaged-webp-length-lies", webp[:4] + b"\xff\xff\xff\xff" + webp[8:], DAMAGED),
        _picture("damaged-webp-no-chunk", pictures.webp(), DAMAGED),
        _picture("damaged-webp-no-frame", pictures.webp((b"VP8X", b"\2" + bytes(9)), (b"ANIM", bytes(6))), DAMAGED),
        _picture("damaged-apng-no-frame", pictures.apng(8, 8, frames=0), DAMAGED),
        _picture("damaged-webp-long-canvas", pictures.webp_long_canvas(), DAMAGED),
        _picture("damaged-gif-signature-alone", gif[:6], DAMAGED),
        _picture("damaged-gif-cut-in-header", gif[:10], DAMAGED),
        _picture("damaged-gif-cut-in-pixels", gif[: -len(gif) // 3], DAMAGED),
        _picture("damaged-gif-0-by-0", pictures.gif(0, 0, pictures.gif_image(0, 0)), DAMAGED),
        _picture("damaged-gif-no-image", pictures.gif(1, 1), DAMAGED),
        _picture("damaged-gif-cut-in-third-frame", animated[: -len(animated) // 6], DAMAGED),
        _picture("damaged-png-as-gif", gif[:6] + png[6:], DAMAGED),
        _picture("damaged-gif-as-jpeg", b"\xff\xd8\xff" + gif[3:], DAMAGED),
    ]


def _strange() -> list[Row]:
    png = PNG
    return [
        _picture("gif-with-fewer-colours-than-indices", pictures.gif_of_few_colours(), IMAGE.success),
        _picture("picture-of-1-pixel-png", pictures.blank("png", 1, 1), IMAGE.success),
        _picture("picture-of-1-pixel-jpeg", pictures.blank("jpeg", 1, 1), IMAGE.success),
        _picture("picture-of-1-pixel-webp", pictures.blank("webp", 1, 1), IMAGE.success),
        _picture("picture-of-1-pixel-gif", pictures.blank("gif", 1, 1), IMAGE.success),
        _picture("picture-of-1-by-5000", pictures.blank("png", 1, 5_000), IMAGE.success),
        _picture("picture-of-5000-by-1", pictures.blank("jpeg", 5_000, 1), IMAGE.success),
        _picture("picture-animated-gif", pictures.blank("gif", frames=3), IMAGE.success),
        _picture("picture-animated-png", pictures.blank("png", frames=3), IMAGE.success),
        _picture("picture-animated-webp", pictures.blank("webp", frames=3), IMAGE.success),
        _picture("picture-and-zip-after", png + b"PK\x03\x04" + bytes(100), IMAGE.success),
        _picture("picture-and-script-after", png + b"<script>alert(1)</script>", IMAGE.success),
        _picture("other-svg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", UNSUPPORTED),
        _picture(
            "other-svg-with-entity",
            b"<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><svg>&b;</svg>",
            UNSUPPORTED,
        ),
        _picture("other-bmp", pictures.foreign("bmp"), UNSUPPORTED),
        _picture("other-tiff", pictures.foreign("tiff"), UNSUPPORTED),
        _picture("other-ico", pictures.foreign("ico"), UNSUPPORTED),
        _picture("other-ppm", pictures.foreign("ppm"), UNSUPPORTED),
        _picture("other-pdf", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", UNSUPPORTED),
        _picture("other-eps", b"%!PS-Adobe-3.0 EPSF-3.0\n(%pipe%id) (w) file", UNSUPPORTED),
        _picture("other-zip", b"PK\x05\x06" + bytes(18), UNSUPPORTED),
        _picture("other-heic", b"\0\0\0\x18ftypheic" + bytes(12), UNSUPPORTED),
        _picture("other-avif", b"\0\0\0\x1cftypavif" + bytes(16), UNSUPPORTED),
        _picture("other-wave", b"RIFF\x24\0\0\0WAVEfmt " + bytes(28), UNSUPPORTED),
        _picture("other-program", b"\x7fELF" + bytes(60), UNSUPPORTED),
        _picture("other-gzip-of-png", gzip.compress(png, mtime=0), UNSUPPORTED),
        _picture("other-byte-before-png", b"\0" + png, UNSUPPORTED),
        _picture("other-text-that-says-png", b"PNG", UNSUPPORTED),
        _picture("other-one-byte", b"\0", UNSUPPORTED),
    ]


def _sizes() -> list[Row]:
    return [
        Row("size-33-mib", lambda: [IMAGE.request(upload(bytes(33 << 20)))], IMAGE.too_large),
        Row("size-31-mib-of-zeros", lambda: [IMAGE.request(upload(bytes(31 << 20)))], UNSUPPORTED),
        Row("size-200-mb", lambda: _long("Content-Length", str(200 * 10**6), b"%b"), IMAGE.too_large),
        Row("size-200-mb-chunked", lambda: _long("Transfer-Encoding", "chunked", b"C350\r\n%b\r\n"), IMAGE.too_large),
        Row("size-200-mb-never-sent", _announced(200 * 10**6), IMAGE.too_large),
        Row("size-1-mb-never-sent", _announced(10**6), SILENCE, hang_up=True),
    ]


def _keys() -> list[Row]:
    return [
        Row("key-missing", IMAGE.request(key=[]), NO_KEY),
        Row("key-missing-and-200-mb", _announced(200 * 10**6, with_key=False), NO_KEY),
        Row("key-missing-and-no-form", IMAGE.request(b"", key=[], content_type=None), NO_KEY),
        _key("key-empty", "", NO_KEY),
        _key("key-blank", " \t ", NO_KEY),
        _key("key-scheme-alone", "Bearer", UNKNOWN_KEY),
        _key("key-scheme-and-space", "Bearer  ", UNKNOWN_KEY),
        _key("key-without-scheme", IMAGE_KEY, NO_KEY),
        _key("key-basic", "Basic " + base64.b64encode(IMAGE_KEY.replace(".", ":").encode()).decode(), NO_KEY),
        _key("key-token", f"Token {IMAGE_KEY}", NO_KEY),
        _key("key-negotiate", "Negotiate YII=", NO_KEY),
        _key("key-digest", 'Digest username="a", realm="b"', NO_KEY),
        _key("key-scheme-glued", f"Bearer{IMAGE_KEY}", NO_KEY),
        _key("key-scheme-colon", f"Bearer: {IMAGE_KEY}", NO_KEY),
        _key("key-scheme-upper-case", f"BEARER {IMAGE_KEY}", IMAGE.success),
        _key("key-after-many-spaces", f"Bearer     {IMAGE_KEY}  ", IMAGE.success),
        _key("key-after-tab", f"Bearer\t{IMAGE_KEY}", NO_KEY),
        _key("key-scheme-twice", f"Bearer Bearer {IMAGE_KEY}", UNKNOWN_KEY),
        _key("key-without-dot", "Bearer itk_hostile", UNKNOWN_KEY),
        _key("key-of-dots", "Bearer " + "." * 1_000, UNKNOWN_KEY),
        _key("key-with-many-dots", "Bearer itk.a.b.c.d", UNKNOWN_KEY),
        _key("key-with-a-dot-more", f"Bearer {IMAGE_KEY}.", UNKNOWN_KEY),
        _key("key-without-id", "Bearer .its_hostile", UNKNOWN_KEY),
        _key("key-without-secret", "Bearer itk_hostile.", UNKNOWN_KEY),
        _key("key-wrong-secret", "Bearer itk_hostile.its_wrong", UNKNOWN_KEY),
        _key("key-secret-of-another", "Bearer itk_hostile.its_other", UNKNOWN_KEY),
        _key("key-swapped", "Bearer its_hostile.itk_hostile", UNKNOWN_KEY),
        _key("key-upper-cased", f"Bearer {IMAGE_KEY.upper()}", UNKNOWN_KEY),
        _key("key-with-comma", f"Bearer {IMAGE_KEY}, Bearer {IMAGE_KEY}", UNKNOWN_KEY),
        _key("key-with-space-inside", f"Bearer {IMAGE_KEY} x", UNKNOWN_KEY),
        _key("key-in-quotes", f'Bearer "{IMAGE_KEY}"', UNKNOWN_KEY),
        _key("key-in-latin-1", "Bearer cl\xe9.\xff", UNKNOWN_KEY),
        _key("key-in-utf-8", "Bearer \u9375.\u9375".encode(), UNKNOWN_KEY),
        _key("key-of-jwt-none", "Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiJhIn0.", UNKNOWN_KEY),
        _key("key-of-a-path", "Bearer ../../etc.passwd", UNKNOWN_KEY),
        _key("key-of-50-kb", "Bearer k." + "k" * 50_000, UNKNOWN_KEY),
        _key("key-of-1-mb", "Bearer k." + "k" * (1 << 20), BELOW),
        _key("key-with-nul", f"Bearer {IMAGE_KEY}\0", BELOW),
        _key("key-with-newline", f"Bearer {IMAGE_KEY}\nX-Injected: 1", BELOW),
        Row("key-header-twice", IMAGE.request(headers=[IMAGE.key]), UNKNOWN_KEY),
        Row("key-header-twice-different", IMAGE.request(headers=[("Authorization", "Basic YTpi")]), UNKNOWN_KEY),
        Row("key-in-proxy-header", IMAGE.request(key=[("Proxy-Authorization", IMAGE.key[1])]), NO_KEY),
        Row("key-in-x-api-key", IMAGE.request(key=[("x-api-key", IMAGE_KEY)]), NO_KEY),
        Row("key-in-query", IMAGE.request(key=[], target=f"{IMAGE.path}?access_token={IMAGE_KEY}"), NO_KEY),
        Row("key-in-cookie", IMAGE.request(key=[("Cookie", f"Authorization=Bearer {IMAGE_KEY}")]), NO_KEY),
        Row("key-in-user-info", IMAGE.request(key=[], target=f"http://{IMAGE_KEY}@mock{IMAGE.path}"), NO_KEY),
        Row("key-in-form", IMAGE.request(form(part("Authorization", IMAGE_KEY.encode()), FILE), key=[]), NO_KEY),
        Row("key-unknown-before-bad-form", IMAGE.request(b"x", key=[("Authorization", "Bearer a.b")]), UNKNOWN_KEY),
    ]


def _form(name: str, body: bytes, expected: Expected) -> Row:
    return Row(name, IMAGE.request(body), expected)


def _part(name: str, head: bytes, expected: Expected, content: bytes = PNG) -> Row:
    return _form(name, form(raw_part(head, content)), expected)


def _field(name: str, field: str, value: bytes, expected: Expected) -> Row:
    return _form(name, form(FILE, part(field, value)), expected)


def _picture(name: str, picture: bytes, expected: Expected) -> Row:
    return _form(name, upload(picture), expected)


def _type(name: str, content_type: str, expected: Expected) -> Row:
    return Row(name, IMAGE.request(content_type=content_type), expected)


def _key(name: str, value: str | bytes, expected: Expected | str) -> Row:
    return Row(name, IMAGE.request(key=[("Authorization", value)]), expected)


def _announced(length: int, *, with_key: bool = True) -> bytes:
    """A head that announces a long body, and nothing of it."""
    key = [IMAGE.key] if with_key else []
    return IMAGE.request(b"", key=key, headers=[("Content-Length", str(length))], length=False)


def _long(framing: str, value: str, wrapping: bytes) -> Iterator[bytes]:
    """200 MB of a file that never ends, all of it sent."""
    yield IMAGE.request(b"", headers=[(framing, value)], length=False)
    begun = FILE[: FILE.index(b"\r\n\r\n") + 4]
    yield wrapping % begun.ljust(50_000, b"\0")
    piece = wrapping % bytes(50_000)
    for _ in range(3_999):
        yield piece
