"""The checklist of clauses: what each is for, which ones a draft waits for, and which two let a team do something (law 3.2)."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from protocols.vocabulary import Capability

NO_WAIVER = "no_waiver"
Words = str | Promise  # in the reader's language when they are shown


@dataclass(frozen=True)
class ClauseKind:
    """One line of the checklist. A required one holds the draft back until it is there or left out for a reason."""

    key: str
    heading: Words
    help: Words
    required: bool = False
    source: str = ""
    grants: tuple[Capability, ...] = ()

    @property
    def overridable(self) -> bool:
        """Whether it may be left out with a reason. The no-waiver clause never may (law A-02)."""
        return self.key != NO_WAIVER


_KINDS = (
    ClauseKind("parties", _("Parties"),
        _("Names every agency that is to sign. Without it nobody knows who is bound.")),
    ClauseKind("purpose", _("Purpose"),
        _("Says why the team exists and what it hopes to change. Without it each agency works toward its own aim.")),
    ClauseKind("area", _("Area served"),
        _("Names the places the team works in. Without it a survivor near a border can be sent back and forth.")),
    ClauseKind("authority", _("Authority to sign"), source="law A-07",
        help=_("Each agency says who may sign for it and by what right. A signature by the wrong person binds nobody.")),
    ClauseKind("definitions", _("What our words mean"),
        _("Disciplines use the same word for different things. Agreeing on meanings here saves quarrels later.")),
    ClauseKind("roles", _("What each agency does and pays for"),
        _("Lists the work and the cost that each agency takes on. Promise only what it can do on an ordinary day.")),
    ClauseKind("referral", _("Referral and response"), grants=(Capability.POOL_REFERRALS,),
        help=_("Says who may refer, to whom, and how soon somebody answers. Without it the team receives no referrals.")),
    ClauseKind("after_hours", _("Nights, weekends and holidays"),
        _("Says who answers when offices are closed. Without it the answer depends on who happens to pick up.")),
    ClauseKind("survivor_centred", _("Survivor-centered and trauma-informed work"),
        _("Says that the survivor sets the pace and chooses. Without it the needs of the case can crowd out the person.")),
    ClauseKind("cultural", _("Cultural responsiveness and language access"), required=True, source="law A-03",
        help=_("Says how the team serves people of every culture and language. Without it some survivors are never reached.")),
    ClauseKind("survivor_input", _("The voice of survivors"), required=True, source="law 3.2",
        help=_("Says how survivors shape the team's work, and are paid for it. Without it the team hears only itself.")),
    ClauseKind("forensic_interview", _("Forensic interviews"),
        _("Says who interviews a child, where, and who may watch. Without it a child may have to tell it again and again.")),
    ClauseKind("case_review", _("Case review"), grants=(Capability.CASE_REVIEW,),
        help=_("Says how the team talks about cases together. Without it the team holds no case review.")),
    ClauseKind("information", _("Sharing information"), source="law C-12",
        help=_("Says on what grounds something may be shared. Signing the agreement is not one of them.")),
    ClauseKind("confidentiality", _("Confidentiality"), source="law A-14",
        help=_("Says what each person at the table keeps to themselves. Without it people wonder what is safe to say.")),
    ClauseKind(NO_WAIVER, _("No duty of confidentiality is waived"), required=True, source="law A-02",
        help=_("Says that the agreement weakens no privilege and no duty to keep silent. It can never be left out.")),
    ClauseKind("mandated_reporting", _("Mandated reports"),
        _("Says who must report by law and how much. Without it people report too much, too little, or twice.")),
    ClauseKind("records", _("Records and subpoenas"),
        _("Says who keeps what, for how long, and what happens when a subpoena comes. Surprises here harm survivors.")),
    ClauseKind("data", _("Data and reports"),
        _("Says what the team counts and who sees the numbers. Small numbers can point at one person.")),
    ClauseKind("media", _("Media"),
        _("Says who speaks to the press. Without it one careless remark can reach the survivor or the person who hurt them.")),
    ClauseKind("tribal", _("Tribal nations"), source="law C-25",
        help=_("Says how the team works with tribal nations as governments, and when the Indian Child Welfare Act applies.")),
    ClauseKind("training", _("Training"),
        _("Says what people learn before they serve and each year. Without it practice drifts when people change.")),
    ClauseKind("decisions", _("How the team decides"),
        _("Says how much agreement a decision needs. Fix it now, before the first hard question comes.")),
    ClauseKind("conflict", _("When agencies disagree"),
        _("Gives a path from the people concerned up to their leads. Without it a quarrel stays, or lands on a survivor.")),
    ClauseKind("funding", _("Money and help in kind"),
        _("Says who pays for what. Without it an agency may think it was promised money.")),
    ClauseKind("non_discrimination", _("Equal treatment"),
        _("Says that nobody is turned away for who they are. Many grants ask for it.")),
    ClauseKind("liability", _("Liability"),
        _("Says that each agency answers for its own people. Lawyers will look for this clause first.")),
    ClauseKind("precedence", _("Law comes first"), required=True, source="law 3.2",
        help=_("Says that the law wins where it and the agreement differ. Without it somebody may follow the wrong one.")),
    ClauseKind("governing_law", _("Governing law"),
        _("Names whose law the agreement is read by. A tribal nation or a federal agency may need its own words here.")),
    ClauseKind("effective", _("When it begins"), source="law A-01",
        help=_("Says from when on the agreement holds. A half-signed agreement that people rely on is dangerous.")),
    ClauseKind("term", _("How long it lasts"), required=True, source="law A-04",
        help=_("Says when the agreement ends and when renewal begins. One without an end is soon forgotten.")),
    ClauseKind("review", _("Review"),
        _("Says how often the agencies reread it together. Text that nobody rereads stops matching the work.")),
    ClauseKind("amendment", _("Changes to the text"), source="law A-08",
        help=_("Says how the text is changed. An earlier signature never covers words that were added later.")),
    ClauseKind("withdrawal", _("Leaving the agreement"), required=True, source="law A-09",
        help=_("Says how an agency leaves, and what becomes of its records. Without it leaving starts a quarrel.")),
    ClauseKind("joinder", _("New agencies"), source="law A-10",
        help=_("Says how an agency joins later, and who has to approve. Without it everybody must sign anew.")),
    ClauseKind("e_signing", _("Signing online and on paper"), source="law E-01",
        help=_("Says that an online signature counts like one in ink. Without it somebody may doubt it later.")),
)  # fmt: skip
CLAUSES: dict[str, ClauseKind] = {kind.key: kind for kind in _KINDS}
