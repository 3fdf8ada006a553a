"""What speaks to a running service: questions in, documents out; and what follows the log or a view, through restarts."""

from timeline.client.changes import RowChange, ViewEvent, ViewNotice
from timeline.client.client import Client
from timeline.client.following import Following

__all__ = ["Client", "Following", "RowChange", "ViewEvent", "ViewNotice"]
