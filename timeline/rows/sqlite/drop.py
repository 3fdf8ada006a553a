"""Removing sets of rows bit by bit, so that appends get in between."""

import sqlite3

from timeline.rows.sqlite.find import sql

PART = 2_000
"""So many places of rows at once: some 20 ms."""
ROWS_PART = 1_000
"""So many rows, with all that they ever said."""


def remove_part(connection: sqlite3.Connection) -> bool:
    """Remove a part of what was dropped; False when nothing is left of it. To be run in a transaction."""
    scope = connection.execute(sql()["dropped_scope"]).fetchone()
    if scope is not None:
        if connection.execute(sql()["remove_cells"], {"scope": scope[0], "limit": PART}).rowcount < PART:
            connection.execute(sql()["remove_scope"], {"scope": scope[0]})
        return True
    for statement in ("remove_moves", "remove_windows"):
        if connection.execute(sql()[statement], {"limit": PART}).rowcount:
            return True
    bodies = connection.execute(sql()["remove_versions"], {"limit": ROWS_PART}).fetchall()
    if bodies:
        connection.executemany(sql()["release_body"], bodies)
        connection.executemany(sql()["remove_body"], bodies)
        connection.execute(sql()["remove_rows"], {"limit": ROWS_PART})
        return True
    connection.execute(sql()["remove_sets"])
    connection.execute(sql()["remove_builds"])
    return False
