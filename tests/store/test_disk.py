"""A real disk that is small, full or read-only."""

import os
import shutil
import subprocess
import sys

import pytest

from mdt_board.store.errors import StoreUnavailableError

MEGABYTE = 1_000_000
DISK_MB = 24


def run(*command):
    subprocess.run(command, check=True, capture_output=True)


@pytest.fixture
def small_disk(tmp_path):
    """Mount a small ext4 disk; only root can."""
    if sys.platform != "linux" or os.geteuid() or not shutil.which("mkfs.ext4"):
        pytest.skip("NOT TESTED: a full disk needs Linux, root and mkfs.ext4")
    image, mounted = tmp_path / "image", tmp_path / "disk"
    mounted.mkdir()
    with image.open("wb") as file:
        file.truncate(DISK_MB * MEGABYTE)
    run("mkfs.ext4", "-q", str(image))
    try:
        run("mount", "-o", "loop", str(image), str(mounted))
    except subprocess.CalledProcessError:
        pytest.skip("NOT TESTED: a full disk needs the right to mount one")
    yield mounted
    run("umount", "--lazy", str(mounted))


def fill(folder):
    """Write until nothing more fits."""
    filler = folder / "filler"
    with filler.open("wb", buffering=0) as file:
        for size in (MEGABYTE, 4096, 1):
            try:
                while file.write(b"x" * size) == size:
                    pass
            except OSError:
                continue
    return filler


def refusal_of(store, case, revision, save):
    try:
        save(store, case, expected=revision, save_id=f"s-{revision}")
    except StoreUnavailableError as error:
        return error


def test_a_full_disk_loses_nothing_and_says_so(small_disk, open_at, asking, save):
    with open_at(small_disk / "ward" / "board.sqlite") as store:
        save(store, asking("before"))
        filler = fill(small_disk)
        case, revision = asking("x" * 20_000), 1
        while (refused := refusal_of(store, case, revision, save)) is None:
            revision += 1
        assert refused.code == "disk-full"
        with pytest.raises(OSError, match=r"disk-full|No space"):
            store.backup()
        assert store.backups() == ()
        assert store.load(case.id).revision == revision
        assert store.verify().is_whole
        filler.unlink()
        save(store, case, expected=revision, save_id=f"s-{revision}")
        assert store.load(case.id).revision == revision + 1
        assert store.verify().is_whole


def test_no_store_is_begun_on_a_full_disk(small_disk, open_at):
    filler = fill(small_disk)
    with pytest.raises(OSError, match=r"disk-full|No space"):
        open_at(small_disk / "ward" / "board.sqlite")
    filler.unlink()
    with open_at(small_disk / "ward" / "board.sqlite") as store:
        assert store.verify().is_whole
        assert not [p for p in store.path.parent.iterdir() if p.name.startswith(".")]


def test_a_read_only_disk_is_read(small_disk, busy_store, open_at, put):
    shutil.copytree(busy_store, small_disk / "ward")
    run("mount", "-o", "remount,ro", str(small_disk))
    with open_at(small_disk / "ward" / "board.sqlite") as store:
        assert store.read_only_because
        assert store.load("C-1").revision == 4
        with pytest.raises(StoreUnavailableError) as refused:
            put(store, "more")
        assert refused.value.code == "read-only"
        assert store.verify().is_whole
