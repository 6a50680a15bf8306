"""Passwords: what is kept instead of one, and whether one is the right one.

Argon2id as RFC 9106 recommends it where 2 GiB are too much (section 4, second choice:
64 MiB, 4 lanes, 128-bit salt, 256-bit tag), with one pass more than its three, so that
a guess takes more than 100 ms where four cores are free, too. A stored hash says itself
how much work it asks for; whoever can write it must not keep the program busy by it.

Passwords are compared in the form NFKC, as NIST SP 800-63B asks: an input method that
was left at full-width letters, or a keyboard that writes é as two characters, then
types the same password. RFC 8265 would keep the widths apart.
"""

import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from argon2 import Parameters, PasswordHasher

MIN_CHARACTERS = 8  # NIST SP 800-63B, section 5.1.1.2
MAX_CHARACTERS = 1024  # far beyond any pass phrase; bounds what is hashed
PASSES = 4
LANES = 4
MEMORY_KIB = 65_536
SALT_BYTES = 16
TAG_BYTES = 32

MAX_PASSES = 4 * PASSES
MAX_LANES = 4 * LANES
MAX_SALT_BYTES = 64
MAX_TAG_BYTES = 64
VERSION = 19  # 0x13, the only one that RFC 9106 describes


def hashed(password: str) -> str:
    """Return what is kept of a password: a PHC string, another one each time.

    Raises:
        ValueError: when it has fewer than `MIN_CHARACTERS`, more than
            `MAX_CHARACTERS`, or is no text; the password is not quoted.
    """
    if not MIN_CHARACTERS <= len(password) <= MAX_CHARACTERS:
        raise ValueError("a password has 8 to 1024 characters")
    secret = _secret(password)
    if secret is None:
        raise ValueError("a password is text")
    return _hasher().hash(secret)


def matches(password: str, password_hash: str) -> bool:
    """Say whether ``password`` is the one of which ``password_hash`` was kept.

    An account without a password, a hash that is none and one that asks for too much
    work match nothing and take as long as a wrong password, so that nobody learns by
    the time which accounts there are.
    """
    from argon2.exceptions import Argon2Error, InvalidHashError

    secret = _secret(password[:MAX_CHARACTERS]) or b""
    is_text = bool(secret) and len(password) <= MAX_CHARACTERS
    if not is_text or _bounded(password_hash) is None:
        _hasher().hash(secret)
        return False
    try:
        return _hasher().verify(password_hash, secret)
    except (Argon2Error, InvalidHashError):
        return False


def is_outdated(password_hash: str) -> bool:
    """Say whether the password should be hashed anew when it is next typed."""
    return _bounded(password_hash) != _bounded_by_us()


def _hasher() -> "PasswordHasher":
    from argon2 import PasswordHasher  # late: nobody logs in where one works alone

    return PasswordHasher(
        time_cost=PASSES,
        memory_cost=MEMORY_KIB,
        parallelism=LANES,
        hash_len=TAG_BYTES,
        salt_len=SALT_BYTES,
    )


def _secret(password: str) -> bytes | None:
    """Return the bytes that are hashed; None for what is no Unicode text."""
    try:
        return unicodedata.normalize("NFKC", password).encode()
    except UnicodeEncodeError:  # half of a surrogate pair
        return None


def _bounded(password_hash: str) -> "Parameters | None":
    """Return what a hash asks for; None when it is no hash, or asks for too much."""
    from argon2 import Type, extract_parameters
    from argon2.exceptions import InvalidHashError

    try:
        asked = extract_parameters(password_hash)
    except InvalidHashError:
        return None
    is_bounded = (
        password_hash.isascii()
        and asked.type is Type.ID
        and asked.version == VERSION
        and 0 < asked.time_cost <= MAX_PASSES
        and 0 < asked.memory_cost <= MEMORY_KIB
        and 0 < asked.parallelism <= MAX_LANES
        and asked.salt_len <= MAX_SALT_BYTES
        and asked.hash_len <= MAX_TAG_BYTES
    )
    return asked if is_bounded else None


def _bounded_by_us() -> "Parameters":
    from argon2 import Parameters, Type

    return Parameters(
        type=Type.ID,
        version=VERSION,
        salt_len=SALT_BYTES,
        hash_len=TAG_BYTES,
        time_cost=PASSES,
        memory_cost=MEMORY_KIB,
        parallelism=LANES,
    )
