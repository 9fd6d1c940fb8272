"""The closed lists of the field: disciplines, sectors, regimes, structures, roles."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Sector(TextChoices):
    """Who can be at the table: every sector of the multisector list has a home (law 3.4)."""

    ADVOCACY = "advocacy", _("Community-based advocacy")
    VICTIM_SERVICES = "victim_services", _("Victim services inside a government agency")
    LOCAL_POLICE = "local_police", _("Local law enforcement")
    STATE_POLICE = "state_police", _("State law enforcement")
    FEDERAL_POLICE = "federal_police", _("Federal law enforcement")
    LOCAL_PROSECUTION = "local_prosecution", _("Local prosecution")
    STATE_PROSECUTION = "state_prosecution", _("State or county prosecution")
    FEDERAL_PROSECUTION = "federal_prosecution", _("Federal prosecution")
    CAC = "cac", _("Children's advocacy center")
    STATE_SOCIAL_SERVICES = "state_social_services", _("State social services")
    SOCIAL_SERVICES = "social_services", _("Nongovernmental social services")
    CHILD_WELFARE = "child_welfare", _("Child welfare")
    JUVENILE_JUSTICE = "juvenile_justice", _("Juvenile justice")
    HEALTH = "health", _("Health care")
    MENTAL_HEALTH = "mental_health", _("Mental health")
    EDUCATION = "education", _("Education")
    TRIBAL = "tribal", _("Tribal government")
    HOMELESS_SERVICES = "homeless_services", _("Homeless and housing services")
    LGBT_ADVOCACY = "lgbt_advocacy", _("LGBT advocacy")
    SURVIVORS = "survivors", _("Survivor leaders")
    DEFENSE = "defense", _("Defense attorneys")
    COURTS = "courts", _("Judges and courts")
    FAITH = "faith", _("Faith communities")
    OFFICIALS = "officials", _("Public officials")
    ACTIVISTS = "activists", _("Social activists")
    MEDIA = "media", _("Media")
    PRIVATE = "private", _("Private sector")
    RESEARCH = "research", _("Researchers")
    FUNDER = "funder", _("Funder")


# Sectors that take part in systems work only: no seat on a team that works on cases (law 3.4).
SYSTEMS_ONLY_SECTORS = {
    Sector.SURVIVORS, Sector.DEFENSE, Sector.COURTS, Sector.FAITH, Sector.OFFICIALS, Sector.ACTIVISTS,
    Sector.MEDIA, Sector.PRIVATE, Sector.RESEARCH, Sector.FUNDER,
}  # fmt: skip


class Discipline(TextChoices):
    """What a person brings to the table; the round table has one place for each."""

    ADVOCACY = "advocacy", _("Advocacy")
    LAW_ENFORCEMENT = "law_enforcement", _("Law enforcement")
    PROSECUTION = "prosecution", _("Prosecution")
    MEDICAL = "medical", _("Medical")
    MENTAL_HEALTH = "mental_health", _("Mental health")
    CHILD_WELFARE = "child_welfare", _("Child welfare")
    JUVENILE_JUSTICE = "juvenile_justice", _("Juvenile justice")
    FORENSIC_INTERVIEW = "forensic_interview", _("Forensic interview")
    CAC = "cac", _("Children's advocacy center")
    EDUCATION = "education", _("Education")
    TRIBAL = "tribal", _("Tribal nation")
    HOUSING = "housing", _("Housing")
    SURVIVOR_ADVISER = "survivor_adviser", _("Survivor adviser")
    OTHER = "other", _("Other")


class Regime(TextChoices):
    """Confidentiality regimes that can bind an agency (law 0.2); several bind at once."""

    VAWA = "VAWA", "VAWA"
    FVPSA = "FVPSA", "FVPSA"
    VOCA = "VOCA", "VOCA"
    HIPAA = "HIPAA", "HIPAA"
    PART2 = "PART2", "42 CFR Part 2"
    FERPA = "FERPA", "FERPA"
    CJIS = "CJIS", "CJIS"
    CAPTA = "CAPTA", _("State child-abuse records law")
    MDT_STATUTE = "MDT", _("State MDT statute")
    STATE = "STATE", _("Other state law")
    TRIBAL = "TRIBAL", _("Tribal code")


class Structure(TextChoices):
    """How trafficking work sits beside a SART (law 5.4)."""

    SUBCOMMITTEE = "subcommittee", _("Subcommittee of a SART")
    INTEGRATED = "integrated", _("Inside the SART")
    STANDALONE = "standalone", _("Standalone team")
    EXISTING_MDT = "existing_mdt", _("An existing MDT")
    REGIONAL = "regional", _("Regional team")


class TeamPurpose(TextChoices):
    CASE = "case", _("Works on cases")
    SYSTEMS = "systems", _("Works on systems only")


class SeatRole(TextChoices):
    """What a seat is. Coordinating a team is not a kind of seat but a permission that is given on top of one."""

    MEMBER = "member", _("Member")
    ALTERNATE = "alternate", _("Alternate")
    GUEST = "guest", _("Guest")
    ADVISER = "adviser", _("Survivor adviser")


class SignInOutcome(TextChoices):
    """How a try to sign in ended."""

    IN = "in", _("Signed in")
    PASSWORD = "password", _("Wrong password")
    CODE = "code", _("Wrong code")
    RESTING = "resting", _("Refused: too many tries")
    CLOSED = "closed", _("Refused: the account is closed")
