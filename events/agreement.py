"""Agreements, from proposal to termination; `valid` is the day of the step."""

from events.fact import Fact
from events.model import Many
from events.text import Actor, Date, Text


class _AgreementFact(Fact):
    kinds = ("agreement",)


class _Opening(_AgreementFact):
    name: Text
    kind: Text
    parties: tuple[Actor, ...]
    aliases: Many[Text] = ()


class AgreementProposed(_Opening):
    """Somebody proposed the agreement."""

    wire = "agreement.proposed"


class AgreementNegotiationOpened(_Opening):
    """Talks began."""

    wire = "agreement.negotiation_opened"


class _Step(_AgreementFact):
    name: Text | None = None
    kind: Text | None = None
    parties: Many[Actor] = ()
    aliases: Many[Text] = ()
    reason: Text | None = None


class _Talks(_Step):
    expected: Date | None = None
    phrase: Text | None = None


class AgreementNegotiationProgressed(_Talks):
    """Talks moved on; `expected` is when a conclusion is expected, `phrase` the wording of an imprecise date."""

    wire = "agreement.negotiation_progressed"


class AgreementNegotiationStalled(_Talks):
    """Talks came to a halt."""

    wire = "agreement.negotiation_stalled"


class AgreementConcludedInPrinciple(_Step):
    """The parties agreed in principle."""

    wire = "agreement.concluded_in_principle"


class AgreementSigned(_Step):
    """The agreement was signed."""

    wire = "agreement.signed"


class AgreementRenewed(_Step):
    """The agreement was renewed and is in force."""

    wire = "agreement.renewed"


class AgreementAmended(_Step):
    """The agreement was amended: a milestone that changes no status."""

    wire = "agreement.amended"


class AgreementRatified(_AgreementFact):
    """One party ratified: a milestone that changes no status."""

    wire = "agreement.ratified"
    party: Actor


class AgreementEnteredIntoForce(_Step):
    """The agreement entered into force."""

    wire = "agreement.entered_into_force"


class AgreementSuspended(_Step):
    """The agreement was suspended."""

    wire = "agreement.suspended"


class AgreementResumed(_Step):
    """A suspended agreement is in force again."""

    wire = "agreement.resumed"


class AgreementTerminated(_Step):
    """The agreement ended."""

    wire = "agreement.terminated"
