"""What is sent between Alder's rooms and what becomes of it, as data: one referral in each state, and some more."""

from dataclasses import dataclass

from cases.closed_lists import Answer, CloseReason, DeclineReason, Question, ScreenedAs
from cases.vocabulary import AccessNeed, AgeBand, AreaKind, Asked, Language, RiskBand, Tier, Urgency
from confidentiality.elements import Element
from mdt.demo import cast

DAY = 24.0  # times are hours


@dataclass(frozen=True)
class Move:
    """Something that a person does with a referral, ``after`` so many hours from its sending."""

    action: str
    by: str
    after: float
    reason: str = ""
    answered: tuple[float, str] | None = None  # to a question: after how many hours, and what


@dataclass(frozen=True)
class Letter:
    """A referral. ``case`` is the sender's so-and-so-many-th case; None when it came without one, as from a call."""

    sender: str
    to: str  # an agency's or a team's name
    tier: Tier
    urgency: Urgency
    asked: tuple[Asked, ...]
    ago: float
    moves: tuple[Move, ...] = ()
    case: int | None = None
    intake: tuple[str, int] | None = None  # which case of whom it became
    risk: RiskBand | None = None
    age: AgeBand | None = AgeBand.ADULT
    language: Language | None = Language.ENGLISH
    needs: tuple[AccessNeed, ...] = ()
    area: AreaKind = AreaKind.COUNTY
    carries: int = 0  # parts of the sender's case that a release opens there
    follows: bool = False  # the letter before was redirected to here


CAC, HARBOR, SART = "Alder Children's Advocacy Center", "Harbor House", cast.SART
NOW, MEET, REGULAR = Tier.IMMEDIATE, Tier.MEETING, Tier.REGULAR


def _taken(by: str, after: float) -> tuple[Move, ...]:
    """Looked at, accepted and given a coordinator by the same person."""
    return (
        Move("screen", by, after * 0.5, ScreenedAs.IN_SCOPE), Move("accept", by, after), Move("assign", by, after + 0.2),
    )  # fmt: skip


LETTERS = (
    # Waiting for an answer: in time, overdue, and from a call without a case.
    Letter("ada", SART, NOW, Urgency.NOW, (Asked.MEDICAL, Asked.ADVOCACY), ago=0.4, case=0, risk=RiskBand.HIGH),
    Letter("bea", CAC, MEET, Urgency.SOON, (Asked.INTERVIEW,), ago=6 * DAY, case=0, age=AgeBand.TEEN),
    Letter("ada", SART, MEET, Urgency.SOON, (Asked.LEGAL, Asked.HOUSING), ago=1.5, age=None, language=Language.SPANISH),
    Letter(
        "ada", "St. Brigid Hospital", NOW, Urgency.NOW, (Asked.MEDICAL,), ago=0.6, case=3, risk=RiskBand.SEVERE,
        age=AgeBand.YOUNG, moves=(Move("screen", "sana", 0.3, ScreenedAs.URGENT),),
    ),
    # Questions asked: one waits for the sender, one is answered.
    Letter(
        "vic", SART, MEET, Urgency.SOON, (Asked.CASE_REVIEW,), ago=5, case=0, risk=RiskBand.RAISED,
        moves=(Move("ask", "cora", 1, Question.REACH),),
    ),
    Letter(
        "ada", SART, REGULAR, Urgency.ROUTINE, (Asked.MENTAL_HEALTH,), ago=3 * DAY, case=1, language=Language.HMONG,
        needs=(AccessNeed.INTERPRETER,),
        moves=(
            Move("ask", "cora", 8, Question.SAFE_NOW, answered=(9, Answer.YES)),
            Move("ask", "cora", 10, Question.INTERPRETER, answered=(26, Answer.NO)),
        ),
    ),
    Letter(
        "fay", "Cedar Nation Victim Services", MEET, Urgency.SOON, (Asked.ADVOCACY,), ago=2 * DAY, case=0,
        age=AgeBand.TEEN,
        moves=(
            Move("screen", "june", 2, ScreenedAs.IN_SCOPE),
            Move("ask", "june", 3, Question.KNOWS, answered=(5, Answer.YES)),
        ),
    ),
    # Accepted, and on its way.
    Letter(
        "bea", "Port Alder Police", NOW, Urgency.NOW, (Asked.INVESTIGATION,), ago=4, case=1, risk=RiskBand.HIGH,
        moves=(Move("accept", "pia", 1.5),),
    ),
    Letter("wes", SART, MEET, Urgency.SOON, (Asked.CASE_REVIEW,), ago=30, case=0, moves=_taken("cora", 2)),
    Letter(
        "ada", SART, MEET, Urgency.SOON, (Asked.ADVOCACY, Asked.LEGAL), ago=9 * DAY, case=2, risk=RiskBand.HIGH,
        intake=("cora", 0), moves=(*_taken("cora", 3), Move("contact", "cora", 30)),
    ),
    Letter(
        "cal", CAC, NOW, Urgency.NOW, (Asked.INTERVIEW,), ago=5 * DAY, case=0, age=AgeBand.UNDER_12,
        risk=RiskBand.SEVERE, moves=_taken("fay", 0.7),  # first contact is overdue
    ),
    Letter(
        "june", CAC, MEET, Urgency.SOON, (Asked.INTERVIEW, Asked.MEDICAL), ago=8 * DAY, case=0, age=AgeBand.TEEN,
        intake=("fay", 0), moves=(*_taken("cora", 20), Move("contact", "cora", 40), Move("schedule", "cora", 44)),
    ),
    Letter(
        "sana", HARBOR, NOW, Urgency.NOW, (Asked.ADVOCACY, Asked.SHELTER), ago=6 * DAY, case=0, risk=RiskBand.HIGH,
        intake=("ada", 4),
        moves=(
            *_taken("ada", 0.4), Move("contact", "ada", 3), Move("schedule", "ada", 24), Move("review", "ada", 80),
        ),
    ),
    Letter(
        "pia", SART, MEET, Urgency.SOON, (Asked.ADVOCACY, Asked.CASE_REVIEW), ago=24 * DAY, case=0,
        moves=(
            *_taken("cora", 4), Move("contact", "cora", 26), Move("schedule", "cora", 50),
            Move("review", "cora", 200), Move("plan", "cora", 202),
        ),
    ),
    Letter(
        "ada", "District Attorney", REGULAR, Urgency.ROUTINE, (Asked.PROSECUTION,), ago=70 * DAY, case=0,
        moves=(*_taken("paul", 30), Move("contact", "paul", 90), Move("plan", "paul", 300), Move("follow_up", "paul", 1200)),
    ),
    # Ended in each way.
    Letter(
        "bea", SART, MEET, Urgency.SOON, (Asked.HOUSING,), ago=100 * DAY, case=2, language=Language.SPANISH,
        moves=(
            *_taken("cora", 5), Move("contact", "cora", 20), Move("plan", "cora", 100), Move("follow_up", "cora", 700),
            Move("close", "cora", 800, CloseReason.DONE),
        ),
    ),
    Letter(
        "bea", HARBOR, MEET, Urgency.SOON, (Asked.SHELTER,), ago=60 * DAY, case=3, risk=RiskBand.RAISED,
        moves=(
            *_taken("hana", 3), Move("contact", "hana", 8), Move("close", "hana", 400, CloseReason.NO_CONTACT),
            Move("reopen", "hana", 1400),
        ),
    ),
    Letter(
        "sofia", "Child Protective Services", MEET, Urgency.SOON, (Asked.CHILD_PROTECTION,), ago=12 * DAY, case=0,
        age=AgeBand.TEEN, moves=(Move("decline", "cal", 7, DeclineReason.OUT_OF_SCOPE),),
    ),
    Letter(
        "pia", HARBOR, REGULAR, Urgency.ROUTINE, (Asked.ADVOCACY,), ago=15 * DAY, case=1,
        moves=(Move("withdraw", "pia", 20),),
    ),
    Letter(
        "joel", CAC, MEET, Urgency.SOON, (Asked.ADVOCACY,), ago=10 * DAY, case=0, age=AgeBand.TEEN,
        moves=(Move("redirect", "cora", 6, HARBOR),),
    ),
    Letter(
        "cora", HARBOR, MEET, Urgency.SOON, (Asked.ADVOCACY,), ago=10 * DAY - 6, age=AgeBand.TEEN, follows=True,
        moves=_taken("ada", 4),
    ),
    # With parts of the record, by the survivor's release.
    Letter(
        "ada", "Alder County Sheriff", MEET, Urgency.SOON, (Asked.INVESTIGATION,), ago=2 * DAY, case=0, risk=RiskBand.HIGH,
        carries=int(Element.IDENTITY | Element.VICTIMIZATION), moves=(Move("screen", "dan", 2, ScreenedAs.IN_SCOPE),),
    ),
)  # fmt: skip
