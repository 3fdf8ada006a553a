"""The schema of a SQLite store: whose file it is, which version it has, and the migrations that bring it up to date."""

import sqlite3
from pathlib import Path

from timeline.errors import StoreUnavailable
from timeline.log.queries import queries

APPLICATION_ID = 0x544C494E
"""``TLIN``: marks a SQLite file as ours (bytes 68 to 71 of the file)."""


def newest() -> int:
    """The number of the newest migration."""
    return len(queries("sqlite/migrations"))


def version(connection: sqlite3.Connection, path: Path) -> int:
    """The number of the last migration made, 0 for an empty file. Raises StoreUnavailable for a file of others or of later programs."""
    application = connection.execute("PRAGMA application_id").fetchone()[0]
    present: int = connection.execute("PRAGMA user_version").fetchone()[0]
    if application == 0 and present == 0 and connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0] == 0:
        return 0
    if application != APPLICATION_ID:
        raise StoreUnavailable(f"{path} is the database of another application; name another file")
    if present > newest():
        raise StoreUnavailable(f"{path} has schema version {present}, this program knows {newest()}; use a newer Timeline")
    return present


def migrate(connection: sqlite3.Connection, path: Path) -> None:
    """Bring the file to the newest version, each migration in a transaction of its own. Raises StoreUnavailable as `version` does."""
    present = version(connection, path)
    for number, sql in enumerate(queries("sqlite/migrations").values(), start=1):
        if number > present:
            marks = f"PRAGMA application_id = {APPLICATION_ID};\nPRAGMA user_version = {number};"
            connection.executescript(f"BEGIN IMMEDIATE;\n{sql}\n{marks}\nCOMMIT;")


def check(connection: sqlite3.Connection, path: Path) -> None:
    """Raises StoreUnavailable unless the file is ours and up to date."""
    present = version(connection, path)
    if present == 0:
        raise StoreUnavailable(f"{path} holds no log yet; append to it or open it for writing first")
    if present < newest():
        raise StoreUnavailable(f"{path} has the older schema version {present}; open it once for writing to bring it to {newest()}")
