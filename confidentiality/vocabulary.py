"""The closed lists of releases. Nothing here is a default."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ReleaseStatus(TextChoices):
    """Where a release is. That its time is over stands in its times, not here: nothing has to run for that."""

    PREPARED = "prepared", _("Waits to be signed")
    ACTIVE = "active", _("In force")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    REPLACED = "replaced", _("Replaced by a new one")
    CLOSED = "closed", _("Ended with the record")
    VOID = "void", _("Void")


class ReleaseKind(TextChoices):
    """When it opens: on being signed, or only after her death (law 1.6)."""

    NORMAL = "normal", _("Now, once it is signed")
    AFTER_DEATH = "after_death", _("Only after her death")


class DeathKnown(TextChoices):
    """How the agency knows of it."""

    CERTIFICATE = "certificate", _("A death certificate")
    OFFICIAL = "official", _("Police, a hospital or a medical examiner told us")
    FAMILY = "family", _("Her family told us")
    OWN = "own", _("Somebody of our agency was there")


class Purpose(TextChoices):
    """What the survivor wants to reach with it, coarse; her own words stand beside it."""

    SAFETY = "safety", _("Safety")
    INVESTIGATION = "investigation", _("Police or prosecution")
    MEDICAL = "medical", _("Medical care")
    COUNSELING = "counseling", _("Counseling")
    HOUSING = "housing", _("Housing")
    LEGAL = "legal", _("Legal help")
    CHILD = "child", _("Safety of a child")
    OTHER = "other", _("Something else")


class Method(TextChoices):
    """By which ways it may be told. One that is not named is refused (law R-05)."""

    HERE = "here", _("On a page here")
    IN_PERSON = "in_person", _("In person")
    PHONE = "phone", _("By phone")
    PAPER = "paper", _("On paper")
    FAX = "fax", _("By fax")
    EMAIL = "email", _("By e-mail, which others may read")
    COPY = "copy", _("Copied into their own record")


class CopyKept(TextChoices):
    """How the survivor keeps a copy, if she wants one (law R-15). Nothing is sent by itself."""

    PAPER = "paper", _("She takes a paper copy")
    AGENCY = "agency", _("We keep it for her here")
    NONE = "none", _("No copy, for safety")


class Guardian(TextChoices):
    NONE = "none", _("Nobody")
    COURT = "court", _("A guardian appointed by a court for incapacity")
    INFORMAL = "informal", _("Somebody who cares for her, without a court")


class Service(TextChoices):
    """What she uses here: states let minors use some of these alone, from an age that is data (law 1.4)."""

    ADVOCACY = "advocacy", _("Advocacy and safety planning")
    COUNSELING = "counseling", _("Counseling")
    SHELTER = "shelter", _("Shelter")
    MEDICAL = "medical", _("Medical care after an assault")


class Capacity(TextChoices):
    """As whom somebody signs."""

    SURVIVOR = "survivor", _("The survivor")
    PARENT = "parent", _("A parent or guardian who did not harm her")
    GUARDIAN = "guardian", _("The guardian whom a court appointed")


class SigningWay(TextChoices):
    DEVICE = "device", _("On this device, with us")
    PAPER = "paper", _("On paper, kept here")
    LINK = "link", _("By a one-time link")


WITH_US = [(one.value, one.label) for one in SigningWay if one is not SigningWay.LINK]  # a link is signed where she is


class CheckWay(TextChoices):
    """How somebody made sure who is at the other end, before a link was made (law R-20)."""

    CODE_WORD = "code_word", _("By the code word")
    VOICE = "voice", _("By a voice that I know")
    VIDEO = "video", _("By video")
    IN_PERSON = "in_person", _("In person")
    DOCUMENT = "document", _("By another document")


class Interpreting(TextChoices):
    """How what is signed was understood (law R-16)."""

    NONE = "none", _("She reads or hears it in this language")
    SIGHT = "sight", _("An interpreter read it to her")


class Spoken(TextChoices):
    """The language in which she understands what is read (law R-16)."""

    ENGLISH = "en", _("English")
    SPANISH = "es", _("Spanish")
    ASL = "ase", _("American Sign Language")
    ARABIC = "ar", _("Arabic")
    CHINESE = "zh", _("Chinese")
    HMONG = "hmn", _("Hmong")
    SOMALI = "so", _("Somali")
    VIETNAMESE = "vi", _("Vietnamese")
    OTHER = "other", _("Another language")


class Because(TextChoices):
    """Why these people sign and no others (law 1.4)."""

    ADULT = "adult", _("She is of age, so she signs alone.")
    EMANCIPATED = "emancipated", _("A court has declared her of age, so she signs alone.")
    GUARDIAN = (
        "guardian",
        _(
            "A court appointed a guardian because she cannot decide this herself: the guardian signs, and who harmed her cannot"
            " be that guardian. Ask what she herself wants too."
        ),
    )
    ALONE = "alone", _("A confirmed rule of the state lets her use this service alone, so she signs alone.")
    WITH_PARENT = (
        "with_parent",
        _(
            "She is under eighteen: she signs together with a parent or guardian who harmed neither her nor her other parent."
        ),
    )
    INCAPABLE = (
        "incapable",
        _(
            "She is too young to understand what she would sign: a parent or guardian who harmed neither her nor her other parent"
            " signs. Tell her as well as she can follow."
        ),
    )


class Channel(TextChoices):
    """How she said that she takes it back. A spoken word is enough (law R-08, R-09)."""

    ORAL = "oral", _("She said so")
    WRITTEN = "written", _("She wrote so")


class Effect(TextChoices):
    """What a law does. One that merely permits lifts no federal confidentiality (law C-05)."""

    COMPELS = "compels", _("It compels")
    PERMITS = "permits", _("It permits, and does not compel")


class NoticeWay(TextChoices):
    """How she was told that something had to be told (law C-06). Only ways that she called safe."""

    IN_PERSON = "in_person", _("In person")
    PHONE = "phone", _("By phone")
    WRITING = "writing", _("In writing")


class RecordKey(TextChoices):
    """Record classes for which an agency sets how long they are kept (law K-01); ``<app>/retention.py`` says what each holds."""

    WORDS = "words", _("What she told us")
    IDENTITY = "identity", _("Names, contact and papers")
    REFERRAL = "referral", _("Referrals that are over")


class KeptUnit(TextChoices):
    DAYS = "days", _("Days")
    MONTHS = "months", _("Months")
    YEARS = "years", _("Years")


class HoldWhy(TextChoices):
    """Why a record is held: categories, never words (law K-03)."""

    SUBPOENA = "subpoena", _("A subpoena or an order asks for it")
    DEMAND = "demand", _("Somebody demanded that it be preserved")
    LITIGATION = "litigation", _("A court case is running or expected")
    AUDIT = "audit", _("An audit or an investigation is running")
    HER_WISH = "her_wish", _("The survivor asked that it be kept")
