"""Agreements that are not yet in force."""

from timeline.projections.agreement_course import PENDING
from timeline.projections.agreement_rows import AGREEMENT_FILTERS, AgreementState, agreement_rows
from timeline.projections.projection import Projection, status_filter

VIEW = Projection(
    name="pending-agreements",
    row="an agreement proposed, under negotiation, agreed or signed and not yet in force that day",
    state=AgreementState,
    kinds=frozenset({"agreement"}),
    fold=agreement_rows(frozenset(PENDING)),
    filters={"status": status_filter(PENDING), **AGREEMENT_FILTERS},
)
