"""Who may work in the store: accounts made, changed and closed."""

from mdt_board.model.person import User, Verb
from mdt_board.model.refusal import Refused
from mdt_board.model.text import N_, Count, Message
from mdt_board.workspace.archive import Archive
from mdt_board.workspace.refused import RefusedError, refusal

NO_ACCOUNT = N_("The store has no account of this id.")
ID_TAKEN = N_("The store has an account of this id already.")
TOO_SHORT = N_("A password has at least {count} characters.")
FIRST_PASSWORD = N_(
    "Set a password for your own account first, with `mdt-board account password`: "
    "without it anybody could work under your name."
)


def listed(archive: Archive) -> tuple[User, ...]:
    """Return every account. Names are no secret: one has to choose one's own."""
    archive.look()
    archive.known_person()
    return archive.store.accounts()


def account(archive: Archive, account_id: str) -> User:
    """Return one account; raises RefusedError when there is none."""
    archive.look()
    archive.known_person()
    found = archive.store.account(account_id)
    if found is None:
        raise RefusedError(account_id, (refusal("no-account", NO_ACCOUNT),))
    return found


def add(archive: Archive, user: User, password: str) -> User | Refused:
    """Add somebody, once whoever adds them has a password of their own."""
    by = archive.demand(Verb.MANAGE_ACCOUNTS)
    if not by.password_hash:
        return Refused("first-password", (Message(FIRST_PASSWORD),))
    if archive.store.account(user.id):
        return Refused("id-taken", (Message(ID_TAKEN),))
    return _keep(archive, user, None, password)


def change(archive: Archive, user: User, seen: User) -> User | Refused:
    """Change what an account says and may do; its password stays.

    Args:
        archive: the store and the person.
        user: the account as it is to be.
        seen: the account as it was when it was changed; what others changed since
            stays.
    """
    wanted = User(**{**dict(user), "password_hash": seen.password_hash})
    return archive.keep_account(wanted, seen)


def set_password(archive: Archive, account_id: str, password: str) -> User | Refused:
    """Give an account another password: one's own, or as an administrator."""
    seen = account(archive, account_id)
    return _keep(archive, seen, seen, password)


def _keep(
    archive: Archive, user: User, seen: User | None, password: str
) -> User | Refused:
    from mdt_board.workspace.passwords import MIN_CHARACTERS, hashed  # late: argon2

    if len(password) < MIN_CHARACTERS:
        return Refused("short", (Message(TOO_SHORT, {"count": Count(MIN_CHARACTERS)}),))
    wanted = User(**{**dict(user), "password_hash": hashed(password)})
    return archive.keep_account(wanted, seen)
