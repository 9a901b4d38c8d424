"""An export writes only inside its folder and does not change files that are not its own."""

import pytest

from portal.lib.export_dir import MARKER_FILE, TEMPORARY_PREFIX, ExportDir, ExportError


@pytest.fixture
def folder(tmp_path) -> ExportDir:
    export_dir = ExportDir(tmp_path / "copy", "site")
    export_dir.begin()
    return export_dir


def test_a_new_folder_and_an_empty_folder_are_accepted(tmp_path):
    ExportDir(tmp_path / "new" / "deep", "site").begin()
    (tmp_path / "empty").mkdir()
    ExportDir(tmp_path / "empty", "site").begin()
    assert (tmp_path / "empty" / MARKER_FILE).read_text() == "site\n"


def test_a_git_repository_without_files_is_accepted(tmp_path):
    (tmp_path / ".git").mkdir()
    ExportDir(tmp_path, "records").begin()


@pytest.mark.parametrize("name", ["letter.txt", ".profile"])
def test_a_folder_with_foreign_files_is_refused(tmp_path, name):
    (tmp_path / name).write_text("mine")
    with pytest.raises(ExportError, match="has files that are not from an export"):
        ExportDir(tmp_path, "site").begin()
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_a_file_instead_of_a_folder_is_refused(tmp_path):
    (tmp_path / "file").write_text("mine")
    with pytest.raises(ExportError, match="is a file"):
        ExportDir(tmp_path / "file", "site").begin()


def test_a_folder_with_another_kind_of_export_is_refused(folder):
    with pytest.raises(ExportError, match="another kind of export"):
        ExportDir(folder.root, "records").begin()


@pytest.mark.parametrize("name", ["../out", "/out", "a/../../out", "", "a\0b", "..\\out"])
def test_names_that_lead_out_of_the_folder_are_refused(folder, name):
    with pytest.raises(ExportError, match="is not a path inside"):
        folder.write(name, b"x")
    assert not (folder.root.parent / "out").exists()


def test_a_symbolic_link_inside_the_folder_is_not_followed(folder, tmp_path):
    (tmp_path / "elsewhere").mkdir()
    (folder.root / "link").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(ExportError, match="is a symbolic link"):
        folder.write("link/file", b"x")
    assert not list((tmp_path / "elsewhere").iterdir())


def test_a_file_with_the_same_bytes_is_not_written_again(folder):
    assert folder.write("a/b.txt", b"one") is True
    before = (folder.root / "a/b.txt").stat().st_mtime_ns
    assert folder.write("a/b.txt", b"one") is False
    assert (folder.root / "a/b.txt").stat().st_mtime_ns == before
    assert folder.write("a/b.txt", b"two") is True
    assert (folder.root / "a/b.txt").read_bytes() == b"two"


def test_files_are_readable_for_a_web_server(folder):
    folder.write("a.txt", b"one")
    assert (folder.root / "a.txt").stat().st_mode & 0o777 == 0o644


def test_a_failed_write_leaves_the_old_file_unchanged(folder):
    folder.write("a.txt", b"whole")

    def pieces():
        yield b"half"
        raise OSError("the disk is full")

    with pytest.raises(OSError):
        folder.write_pieces("a.txt", pieces())
    assert (folder.root / "a.txt").read_bytes() == b"whole"
    assert not list(folder.root.glob(f"{TEMPORARY_PREFIX}*"))


def test_temporary_files_of_an_interrupted_run_are_removed(folder):
    (folder.root / f"{TEMPORARY_PREFIX}x").write_text("half")
    folder.begin()
    assert not list(folder.root.glob(f"{TEMPORARY_PREFIX}*"))


def test_removing_the_last_file_of_a_folder_removes_the_folder(folder):
    folder.write("a/b/c.txt", b"one")
    folder.write("a/d.txt", b"one")
    folder.remove("a/b/c.txt")
    assert [path.name for path in (folder.root / "a").iterdir()] == ["d.txt"]
