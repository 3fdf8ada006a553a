"""A state of knowledge that the log does not have."""

from timeline.errors import BadRequest, Fault


def refuse_beyond(at_position: int, head: int) -> None:
    """Raises BadRequest for a position that is not one of the log, nor 0."""
    if not 0 <= at_position <= head:
        why = f"the log has positions up to {head}; {at_position} is none of them"
        raise BadRequest(why, faults=(Fault(why, parameter="at_position"),))
