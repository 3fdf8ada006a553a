"""Every agreement with its status on the day."""

from timeline.projections.agreement_course import STATUSES
from timeline.projections.agreement_rows import AGREEMENT_FILTERS, AgreementState, agreement_rows
from timeline.projections.projection import Projection, status_filter

VIEW = Projection(
    name="agreements",
    row="an agreement, with its status on the day",
    state=AgreementState,
    kinds=frozenset({"agreement"}),
    fold=agreement_rows(frozenset(STATUSES)),
    filters={"status": status_filter(STATUSES), **AGREEMENT_FILTERS},
)
