"""Is a folder on another machine? SQLite's locks cannot be relied on there."""

import os
from pathlib import Path, PureWindowsPath

from mdt_board.model.text import N_, Message
from mdt_board.store.errors import StoreRefusedError

ON_NETWORK = N_(
    "This folder is on another machine, where the store could be damaged. Choose a "
    "folder on this computer."
)
_MOUNTS = Path("/proc/self/mounts")
_REMOTE = frozenset(
    {"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "afs", "ceph", "ncpfs"}
)
_REMOTE_PROGRAMS = ("fuse.sshfs", "fuse.rclone", "fuse.davfs", "fuse.glusterfs")


def check_is_local(path: Path) -> None:
    """Raise StoreRefusedError when ``path`` is known to be on another machine."""
    mounts = _MOUNTS.read_text(errors="replace") if _MOUNTS.exists() else ""
    resolved = path.resolve()
    if is_share(str(resolved)) or is_remote(resolved, mounts):
        raise StoreRefusedError("on-network", Message(ON_NETWORK))


def is_share(path: str) -> bool:
    r"""Say whether a Windows path names another machine, as ``\\ward\cases``."""
    drive = PureWindowsPath(path).drive
    return (
        os.name == "nt" and drive.startswith("\\\\") and not drive.startswith("\\\\?")
    )


def is_remote(path: Path, mounts: str) -> bool:
    """Say whether the mount that ``path`` is under is a network file system.

    Args:
        path: absolute, without links.
        mounts: the lines of Linux's ``/proc/self/mounts``, empty elsewhere.
    """
    kinds = {}
    for line in mounts.splitlines():
        _, point, kind, *_ = line.split(" ")
        kinds[Path(point.encode().decode("unicode_escape"))] = kind
    over = [point for point in (path, *path.parents) if point in kinds]
    kind = kinds[over[0]] if over else ""
    return kind in _REMOTE or kind.startswith(_REMOTE_PROGRAMS)
