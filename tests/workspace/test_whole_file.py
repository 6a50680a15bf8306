"""A file is there whole, as it was or as it was meant to be, and nothing beside it."""

import os

import pytest

from mdt_board.workspace.whole_file import write_whole


def test_a_file_is_replaced_and_no_other_is_left(tmp_path):
    file = tmp_path / "case.json"
    file.write_bytes(b"old")
    write_whole(file, b"new")
    assert file.read_bytes() == b"new"
    assert list(tmp_path.iterdir()) == [file]


def test_when_writing_fails_the_old_file_stays(tmp_path, monkeypatch):
    file = tmp_path / "case.json"
    file.write_bytes(b"old")

    def full(_handle):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        write_whole(file, b"new")
    assert file.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [file]


@pytest.mark.skipif(os.name == "nt", reason="permissions are POSIX only")
def test_a_new_file_is_private_and_a_replaced_one_keeps_its_permissions(tmp_path):
    file = tmp_path / "case.json"
    write_whole(file, b"1")
    assert file.stat().st_mode & 0o777 == 0o600
    file.chmod(0o640)
    write_whole(file, b"2")
    assert file.stat().st_mode & 0o777 == 0o640


@pytest.mark.skipif(os.name == "nt", reason="links need rights on Windows")
def test_a_link_stays_a_link(tmp_path):
    real, link = tmp_path / "real.json", tmp_path / "link.json"
    real.write_bytes(b"old")
    link.symlink_to(real)
    write_whole(link, b"new")
    assert link.is_symlink()
    assert real.read_bytes() == b"new"


def test_a_missing_folder_is_told(tmp_path):
    file = tmp_path / "missing" / "case.json"
    with pytest.raises(FileNotFoundError) as caught:
        write_whole(file, b"")
    assert caught.value.filename == str(file)


def test_a_folder_in_the_way_is_told_by_its_own_name(tmp_path):
    with pytest.raises(IsADirectoryError) as caught:
        write_whole(tmp_path, b"")
    assert caught.value.filename == str(tmp_path)
    assert list(tmp_path.iterdir()) == []
