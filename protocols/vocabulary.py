"""The closed lists of agreements: what they are, where they stand, what they let a team do, who may sign, what is reviewed."""

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Kind(TextChoices):
    MOU = "mou", _("Memorandum of understanding")
    PROTOCOL = "protocol", _("Protocol")


class Template(TextChoices):
    """What a draft begins with (law 3.2)."""

    SART = "sart", _("Sexual assault response team")
    CAC = "cac", _("Children's advocacy center and its team")
    TRAFFICKING = "trafficking", _("Human-trafficking task force")
    CSEC = "csec", _("County protocol on commercially sexually exploited children")
    RESPONSE = "response", _("Response protocol of a team")


MOU_TEMPLATES = [one for one in Template if one != Template.RESPONSE]


class VersionStatus(TextChoices):
    """Where one version of the text stands. What the clock does to it is no state (lifecycle.py)."""

    DRAFT = "draft", pgettext_lazy("agreement", "Being written")
    REVIEW = "review", pgettext_lazy("agreement", "In legal review")
    OUT = "out", pgettext_lazy("agreement", "Out for signature")
    EXECUTED = "executed", pgettext_lazy("agreement", "Executed")
    WITHDRAWN = "withdrawn", pgettext_lazy("agreement", "Replaced before it was executed")


class Standing(TextChoices):
    """Where an agreement stands today, worked out from its versions, signatures and the clock (law 3.3)."""

    DRAFT = "draft", pgettext_lazy("agreement", "Being written")
    LEGAL_REVIEW = "legal_review", pgettext_lazy("agreement", "In legal review")
    OUT_FOR_SIGNATURE = "out_for_signature", pgettext_lazy("agreement", "Out for signature")
    PARTIALLY_SIGNED = "partially_signed", pgettext_lazy("agreement", "Partly signed: unlocks nothing")
    IN_FORCE = "in_force", pgettext_lazy("agreement", "In force")
    AMENDING = "amending", pgettext_lazy("agreement", "In force, being amended")
    RENEWAL_DUE = "renewal_due", pgettext_lazy("agreement", "In force, renewal due")
    SIGNATORY_CHANGED = "signatory_changed", pgettext_lazy("agreement", "In force, a signatory has changed")
    EXPIRED = "expired", pgettext_lazy("agreement", "Lapsed")
    TERMINATED = "terminated", pgettext_lazy("agreement", "Ended")
    SUPERSEDED = "superseded", pgettext_lazy("agreement", "Superseded")


class ReviewCause(TextChoices):
    """Why a text in force has to be read again."""

    CALENDAR = "calendar", _("Its time has come")
    SIGNATORY = "signatory", _("A signatory has changed")
    STATUTE = "statute", _("A law has changed")


class ReviewOutcome(TextChoices):
    NO_CHANGE = "no_change", _("Read again: no change is needed")
    NEXT = "next", _("The next version is begun")


class Tension(TextChoices):
    """Points on which disciplines differ, and which are worth naming (law 5.4)."""

    ADULT_CHILD = "adult_child", _("Adult or child: who responds, and by which law")
    DETENTION = "detention", _("Detention where there is no shelter")
    HARM_REDUCTION = "harm_reduction", _("Harm reduction")
    REPORTING = "reporting", _("Confidentiality and mandated reporting")
    WORDS = "words", _("What the words that we share mean")
    DIVERSION = "diversion", _("Diversion and decriminalization")
    OWN = "own", _("Another one, of our own")


class PartyStanding(TextChoices):
    """Where one agency stands towards a version that is out (law 3.3)."""

    INVITED = "invited", pgettext_lazy("party", "Has to sign")
    AWAITING_GOVERNING_BODY = "awaiting_body", pgettext_lazy("party", "Waits for its governing body")
    AWAITING_TURN = "awaiting_turn", pgettext_lazy("party", "Waits for its turn")
    PAPER_UNVERIFIED = "paper", pgettext_lazy("party", "Signed on paper, not yet verified")
    SIGNED = "signed", pgettext_lazy("party", "Signed")
    DECLINED = "declined", pgettext_lazy("party", "Declined")
    NOTICE_OF_WITHDRAWAL = "notice", pgettext_lazy("party", "Has given notice")
    WITHDRAWN = "withdrawn", pgettext_lazy("party", "Withdrawn")


class Capability(TextChoices):
    """What clauses let a team do. None of it opens a record (G6, law C-12)."""

    POOL_REFERRALS = "pool_referrals", _("Receive referrals to the team's pool")
    CASE_REVIEW = "case_review", _("Attend case review")


class Body(TextChoices):
    """Whose approval a party needs before it may sign (law A-06)."""

    BOARD = "board", _("Board of directors")
    COUNCIL = "council", _("City or county council")
    TRIBAL_COUNCIL = "tribal_council", _("Tribal council")
    HEADQUARTERS = "headquarters", _("Headquarters")


class AuthoritySource(TextChoices):
    """By what somebody may sign for an agency (law A-07)."""

    HEAD = "head", _("Head of the agency, by statute, charter or appointment")
    BYLAWS = "bylaws", _("Bylaws or a standing resolution")
    DELEGATION = "delegation", _("A written delegation by the head")


class Capacity(TextChoices):
    """For whom a signature counts: a representative's is kept and does not count as the agency's (law A-07)."""

    AGENCY = "agency", _("For the agency")
    REPRESENTATIVE = "representative", _("As its representative on the team")


class Way(TextChoices):
    ONLINE = "online", pgettext_lazy("signature", "On this site")
    PAPER = "paper", pgettext_lazy("signature", "On paper, verified by two people")


class Factor(TextChoices):
    """How the signatory proved afresh who signs (law E-01, E-06)."""

    CODE = "code", _("Code of an authenticator app")
    PASSKEY = "passkey", _("Passkey")
    PASSWORD = "password", _("Password, where second factors are off")
    IN_PERSON = "in_person", _("In person, on paper")


class Profile(TextChoices):
    """Whose list of members a team is measured against (law 3.4). Which law counts as verified is data (profiles.py)."""

    NCA = "nca", _("NCA standards for accreditation")
    TEXAS = "texas", _("Texas county SART")
    WASHINGTON = "washington", _("Washington county protocol")
    MISSISSIPPI = "mississippi", _("Mississippi multidisciplinary team")
    CALIFORNIA = "california", _("California CSEC county")
    OWN = "own", _("The team's own list")


class Part(TextChoices):
    """What a discipline does for a task of a protocol (law P-03)."""

    LEADS = "leads", _("Leads")
    SUPPORTS = "supports", _("Supports")
    INFORMED = "informed", _("Is informed")


class Unit(TextChoices):
    """In what the time of a measurable step is counted."""

    MINUTES = "minutes", _("minutes")
    HOURS = "hours", _("hours")
    DAYS = "days", _("days")


class Threshold(TextChoices):
    """How much agreement a proposal needs, fixed beforehand; silence is never consent, and no majority is enough (law P-06)."""

    NO_OBJECTION = "no_objection", _("Every agency has answered, and none is at 7 or 8")
    ALL_AGREE = "all_agree", _("Every agency is at 1 to 4")
    AT_LEAST = "at_least", _("At least so many agencies are at 1 to 3, and none is at 8")


class Outcome(TextChoices):
    """What came of a proposal."""

    CARRIED = "carried", pgettext_lazy("proposal", "Carried")
    NOT_CARRIED = "not_carried", pgettext_lazy("proposal", "Not carried")
    VOID = "void", pgettext_lazy("proposal", "Void: the text was changed")


class Gradients(IntegerChoices):
    """Gradients of agreement (Kaner, Berger and others, Community At Work, 1987; law 5.4)."""

    ENDORSE = 1, pgettext_lazy("gradient", "Whole-hearted endorsement")
    MINOR_POINT = 2, pgettext_lazy("gradient", "Agreement with a minor point")
    RESERVATIONS = 3, pgettext_lazy("gradient", "Support with reservations")
    ABSTAIN = 4, pgettext_lazy("gradient", "Abstain")
    DISCUSS = 5, pgettext_lazy("gradient", "More discussion needed")
    WILL_SUPPORT = 6, pgettext_lazy("gradient", "Do not like it, but will support it")
    DISAGREE = 7, pgettext_lazy("gradient", "Serious disagreement")
    VETO = 8, pgettext_lazy("gradient", "Veto")
