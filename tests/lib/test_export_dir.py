"""An export keeps to its folder and touches nothing that somebody else made."""

import pytest

from portal.lib.export_dir import MARKER_FILE, TEMPORARY_PREFIX, ExportDir, ExportError


@pytest.fixture
def folder(tmp_path) -> ExportDir:
    made = ExportDir(tmp_path / "copy", "site")
    made.begin()
    return made


def test_a_new_folder_and_an_empty_one_are_taken(tmp_path):
    ExportDir(tmp_path / "new" / "deep", "site").begin()
    (tmp_path / "empty").mkdir()
    ExportDir(tmp_path / "empty", "site").begin()
    assert (tmp_path / "empty" / MARKER_FILE).read_text() == "site\n"


def test_a_repository_without_files_is_taken(tmp_path):
    (tmp_path / ".git").mkdir()
    ExportDir(tmp_path, "records").begin()


@pytest.mark.parametrize("name", ["letter.txt", ".profile"])
def test_a_folder_with_files_is_refused(tmp_path, name):
    (tmp_path / name).write_text("mine")
    with pytest.raises(ExportError, match="holds files that no export made"):
        ExportDir(tmp_path, "site").begin()
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_a_file_is_refused(tmp_path):
    (tmp_path / "file").write_text("mine")
    with pytest.raises(ExportError, match="is a file"):
        ExportDir(tmp_path / "file", "site").begin()


def test_another_kind_of_export_is_refused(folder):
    with pytest.raises(ExportError, match="another kind of export"):
        ExportDir(folder.root, "records").begin()


@pytest.mark.parametrize("name", ["../out", "/out", "a/../../out", "", "a\0b", "..\\out"])
def test_names_that_lead_out_are_refused(folder, name):
    with pytest.raises(ExportError, match="no place inside"):
        folder.write(name, b"x")
    assert not (folder.root.parent / "out").exists()


def test_a_link_inside_is_not_followed(folder, tmp_path):
    (tmp_path / "elsewhere").mkdir()
    (folder.root / "link").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(ExportError, match="follows none"):
        folder.write("link/file", b"x")
    assert not list((tmp_path / "elsewhere").iterdir())


def test_a_file_with_the_same_bytes_is_left_alone(folder):
    assert folder.write("a/b.txt", b"one") is True
    before = (folder.root / "a/b.txt").stat().st_mtime_ns
    assert folder.write("a/b.txt", b"one") is False
    assert (folder.root / "a/b.txt").stat().st_mtime_ns == before
    assert folder.write("a/b.txt", b"two") is True
    assert (folder.root / "a/b.txt").read_bytes() == b"two"


def test_a_web_server_may_read_the_files(folder):
    folder.write("a.txt", b"one")
    assert (folder.root / "a.txt").stat().st_mode & 0o777 == 0o644


def test_a_file_that_was_being_written_leaves_the_old_one(folder):
    folder.write("a.txt", b"whole")

    def pieces():
        yield b"half"
        raise OSError("the disk is full")

    with pytest.raises(OSError):
        folder.write_pieces("a.txt", pieces())
    assert (folder.root / "a.txt").read_bytes() == b"whole"
    assert not list(folder.root.glob(f"{TEMPORARY_PREFIX}*"))


def test_what_a_killed_run_left_is_cleared_away(folder):
    (folder.root / f"{TEMPORARY_PREFIX}x").write_text("half")
    folder.begin()
    assert not list(folder.root.glob(f"{TEMPORARY_PREFIX}*"))


def test_removing_the_last_file_removes_its_folders(folder):
    folder.write("a/b/c.txt", b"one")
    folder.write("a/d.txt", b"one")
    folder.remove("a/b/c.txt")
    assert [path.name for path in (folder.root / "a").iterdir()] == ["d.txt"]
