"""The one door through which a file comes in: whole, bounded, unpacked, hashed.

Sizes that a file declares are not believed; the bytes that it gives are counted.
"""

import gzip
import hashlib
import io
import stat
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from mdt_board.model.issue import Issue, Severity
from mdt_board.model.text import N_, Count, Message, Word

OnBytes = Callable[[int, int], None]  # bytes read so far, bytes in all

MAX_BYTES = 200_000_000
MAX_RATIO = 100  # unpacked to packed; sequencing files stay below 30
SMALL_BYTES = 1_000_000  # a small file may be as repetitive as it likes
PIECE_CHARACTERS = 1_000_000
GZIP_MAGIC = b"\x1f\x8b"

NO_FILE = N_("The file is not there; check its name and folder.")
NOT_A_FILE = N_("This is a folder or a device; name a single file.")
UNREADABLE = N_("The file cannot be opened; check its permissions and the drive.")
EMPTY = N_("The file is empty; export it again.")
TOO_LARGE = N_("The file holds more than {limit} MB; import only this patient's part.")
BOMB = N_(
    "The compressed file unpacks to more than {ratio} times its size; it is not a "
    "laboratory's file."
)
DAMAGED = N_("The compressed file is cut off or damaged; copy it again.")


@dataclass(frozen=True, slots=True)
class Content:
    """One file's own name, the SHA-256 of its bytes, and what they unpack to.

    The name is shown and never opened, nor is any name within an archive.
    ``on_bytes`` is told how far `text_in` has been read.
    """

    name: str
    sha256: str
    data: bytes
    on_bytes: OnBytes | None = field(default=None, compare=False)

    def is_text_in(self, encoding: str) -> bool:
        """Say whether every byte can be read in ``encoding``, a piece at a time."""
        stream = io.TextIOWrapper(io.BytesIO(self.data), encoding=encoding)
        try:
            while stream.read(PIECE_CHARACTERS):
                pass
        except UnicodeDecodeError:
            return False
        return True

    def text_in(self, encoding: str, newline: str = "\n") -> io.TextIOWrapper:
        """Return the text as a stream: a large file is never held twice."""
        tell = self.on_bytes
        raw = _Told(self.data, tell) if tell else io.BytesIO(self.data)
        return io.TextIOWrapper(raw, encoding=encoding, newline=newline)


class _Told(io.BytesIO):
    """Bytes that tell how far they were read, a buffer at a time."""

    def __init__(self, data: bytes, on_bytes: OnBytes) -> None:
        super().__init__(data)
        self._total = len(data)
        self._on_bytes = on_bytes

    def read1(self, size: int | None = -1) -> bytes:
        """Read as the text stream above asks, and tell."""
        piece = super().read1(size)
        self._on_bytes(self.tell(), self._total)
        return piece


def refused(code: str, text: str, place: str = "", **words: Word) -> Issue:
    """Return the issue that stands for a whole file."""
    return Issue(code, Severity.REFUSED, place, Message(text, words))


def content_of(path: Path, on_bytes: OnBytes | None = None) -> Content | Issue:
    """Read the file, unpacking gzip; what cannot be read is an issue."""
    data = _bytes(path)
    if isinstance(data, Issue):
        return data
    unpacked = _unpacked(data) if data.startswith(GZIP_MAGIC) else data
    if isinstance(unpacked, Issue):
        return unpacked
    if not unpacked or unpacked.isspace():
        return refused("empty", EMPTY)
    name = path.name.encode("utf-8", "replace").decode()  # an old disk's own code
    return Content(name, hashlib.sha256(data).hexdigest(), unpacked, on_bytes)


def record_id(source_sha256: str, place: str) -> str:
    """Return the id of the record at ``place`` of a file: the same on every import."""
    return hashlib.sha256(f"{source_sha256}:{place}".encode()).hexdigest()[:16]


def _bytes(path: Path) -> bytes | Issue:
    try:
        if not stat.S_ISREG(path.stat().st_mode):  # a device could give bytes for ever
            return refused("not-a-file", NOT_A_FILE)
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except (FileNotFoundError, NotADirectoryError):
        return refused("no-file", NO_FILE)
    except (OSError, ValueError):  # ValueError: a NUL in the name
        return refused("unreadable", UNREADABLE)
    return _too_large() if len(data) > MAX_BYTES else data


def _unpacked(data: bytes) -> bytes | Issue:
    ratio_bytes = max(SMALL_BYTES, MAX_RATIO * len(data))
    limit_bytes = min(MAX_BYTES, ratio_bytes)
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(data)) as file:
            unpacked = file.read(limit_bytes + 1)
    except (OSError, EOFError, zlib.error):
        return refused("damaged", DAMAGED)
    if len(unpacked) <= limit_bytes:
        return unpacked
    if limit_bytes == MAX_BYTES:
        return _too_large()
    return refused("bomb", BOMB, ratio=Count(MAX_RATIO))


def _too_large() -> Issue:
    return refused("too-large", TOO_LARGE, limit=Count(MAX_BYTES // 1_000_000))
