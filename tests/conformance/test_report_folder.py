"""The folder of a report: what is in it, what of an earlier report goes, and what stands in the way."""

from pathlib import Path

import pytest

from conformance_apps import reference
from conformance_apps.made_reports import MESSAGE, TYPES, made, uploaded
from conformance_apps.report_contents import WRONG
from conformance_apps.report_contents import png as _png
from translation_conformance.__main__ import main
from translation_conformance.artefacts.writing import prepare
from translation_conformance.report import Report


def test_files_of_a_report(tmp_path: Path) -> None:
    """A folder has the four files, and nothing unfinished."""
    made({MESSAGE: WRONG}, folder=tmp_path).write(tmp_path)

    assert sorted(path.name for path in tmp_path.iterdir()) == ["junit.xml", "report.html", "report.json", "summary.md"]


def test_earlier_uploads_go(tmp_path: Path) -> None:
    """What an earlier report left in the folder goes; what somebody else put there stays."""
    made({TYPES: uploaded(_png((9, 9)), b"{}")}, folder=tmp_path).write(tmp_path)
    [earlier] = (tmp_path / "uploads").iterdir()
    (tmp_path / "uploads" / "mine-01234567.png").write_bytes(b"mine")

    made({TYPES: uploaded(_png((8, 8)), b"{}")}, folder=tmp_path).write(tmp_path)

    left = {path.name for path in (tmp_path / "uploads").iterdir()}
    assert earlier.name not in left
    assert len(left) == 2
    assert "mine-01234567.png" in left


def test_folder_is_clean_after_a_good_run(tmp_path: Path) -> None:
    """Without uploads there is no folder of uploads."""
    made({TYPES: uploaded(_png(), b"{}")}, folder=tmp_path).write(tmp_path)
    made({}, folder=tmp_path).write(tmp_path)

    assert not (tmp_path / "uploads").exists()


def test_folder_that_cannot_be_written(tmp_path: Path) -> None:
    """What stands in the way is found before the run, and a folder that is ready is left as it was."""
    (tmp_path / "a" / "report.html").mkdir(parents=True)
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "uploads").write_bytes(b"")

    for name in ("a", "b"):
        with pytest.raises(OSError):
            prepare(tmp_path / name)
    prepare(tmp_path / "c")

    assert list((tmp_path / "c").iterdir()) == []


def test_report_that_cannot_be_written(
    reference_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Where the report cannot be written after all, what was found is told, and that, in one line: 2."""
    profile = tmp_path / "target.toml"
    profile.write_text(reference.PROFILE.replace("http://reference.localhost", reference_url))

    def write(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Report, "write", write)

    code = main(["run", "--target", str(profile), "--only", MESSAGE, "--report-dir", str(tmp_path / "out")])

    said = capsys.readouterr()
    assert code == 2
    assert said.out.splitlines()[-1].endswith("verdict: conforms")
    assert said.err == f"translation-conformance: {tmp_path / 'out'}: No space left on device\n"


def test_earlier_report_goes_before_the_run(reference_url: str, tmp_path: Path) -> None:
    """A run that is killed leaves no report of an earlier one behind; a mistake in the command leaves it alone."""
    profile = tmp_path / "target.toml"
    profile.write_text(reference.PROFILE.replace("http://reference.localhost", reference_url))
    made({}).write(tmp_path)
    arguments = ["run", "--target", str(profile), "--report-dir", str(tmp_path)]

    assert main([*arguments, "--baseline", str(tmp_path / "none.json")]) == 2
    assert (tmp_path / "report.json").exists()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Report, "write", lambda *_: None)
        assert main([*arguments, "--only", MESSAGE, "--baseline", str(tmp_path)]) == 0
    assert not (tmp_path / "report.json").exists()
