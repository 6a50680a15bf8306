"""Numbered steps, each from one schema version of the store to the next.

A step runs in one transaction together with the new version number, so that whoever is
killed in it finds the old version whole. A step that was released never changes: it
states its tables itself, and `tables` says what they have become.
"""

from collections.abc import Callable

from sqlalchemy import Connection

from mdt_board.store.migrations import m0001_first, m0002_accounts

Step = Callable[[Connection], None]
STEPS: tuple[Step, ...] = (m0001_first.apply, m0002_accounts.apply)
