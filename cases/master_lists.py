"""What is collected once and mapped to many forms: the finest list of each kind. How a form reads them is a crosswalk.

Codes are kept for ever; labels are the words of the field. Nothing here is a default.
"""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Victimization(TextChoices):
    """What was done to her. The first fourteen are those that teams work on, the others what funders also ask for."""

    SEXUAL_ASSAULT = "sexual_assault", _("Sexual assault")
    ABUSED_AS_CHILD = "abused_as_child", _("Sexual abuse or assault in childhood, told as an adult")
    DOMESTIC_VIOLENCE = "domestic_violence", _("Domestic violence")
    DATING_VIOLENCE = "dating_violence", _("Dating violence")
    STALKING = "stalking", _("Stalking")
    SEX_TRAFFICKING = "sex_trafficking", _("Sex trafficking")
    LABOR_TRAFFICKING = "labor_trafficking", _("Labor trafficking")
    CHILD_SEXUAL_ABUSE = "child_sexual_abuse", _("Child sexual abuse")
    CHILD_PHYSICAL_ABUSE = "child_physical_abuse", _("Child physical abuse or neglect")
    CHILD_IMAGES = "child_images", _("Sexual images of a child")
    WITNESS = "witness", _("Child who saw violence at home")
    DRUG_ENDANGERED = "drug_endangered", _("Child endangered by drugs")
    ELDER_ABUSE = "elder_abuse", _("Elder abuse or neglect")
    HOMICIDE_SURVIVOR = "homicide_survivor", _("Left behind by a homicide")
    PHYSICAL_ASSAULT = "physical_assault", _("Physical assault of an adult")
    ARSON = "arson", _("Arson")
    BULLYING = "bullying", _("Bullying")
    BURGLARY = "burglary", _("Burglary")
    IMPAIRED_DRIVING = "impaired_driving", _("Impaired driving")
    HATE_CRIME = "hate_crime", _("Hate crime")
    FRAUD = "fraud", _("Identity theft, fraud or financial crime")
    KIDNAPPING_STRANGER = "kidnapping_noncustodial", _("Kidnapping, noncustodial")
    KIDNAPPING_PARENT = "kidnapping_custodial", _("Kidnapping, custodial")
    MASS_VIOLENCE = "mass_violence", _("Mass violence")
    OTHER_VEHICLE = "other_vehicle", _("Other harm by a vehicle")
    ROBBERY = "robbery", _("Robbery")
    TERRORISM = "terrorism", _("Terrorism")
    OTHER = "other", _("Another crime")


class Service(TextChoices):
    """What was done for her, one line for each thing that a funder counts apart from others."""

    JUSTICE_INFORMATION = "justice_information", _("Information about the criminal justice process")
    RIGHTS_INFORMATION = "rights_information", _("Information about rights and notifications")
    REFERRAL_VICTIM_SERVICES = "referral_victim_services", _("Referral to another victim service program")
    REFERRAL_OTHER = "referral_other", _("Referral to other services and supports")
    EMERGENCY_MEDICAL = "emergency_medical", _("With her to emergency medical care")
    WITH_HER_AT_EXAM = "exam_accompaniment", _("With her to a medical forensic exam")
    POLICE_INTERVIEW = "police_interview", _("With her to a police interview")
    POLICE_INTERVIEW_JUSTICE = "police_interview_justice", _("With her to a police interview, for the justice system")
    INDIVIDUAL_ADVOCACY = "individual_advocacy", _("Advocacy for her: benefits, housing, property")
    FORENSIC_EXAM = "forensic_exam", _("Forensic exam or interview performed")
    IMMIGRATION_HELP = "immigration_help", _("Immigration help")
    INTERVENTION = "intervention", _("Speaking with an employer, creditor, landlord or school")
    CHILD_CARE = "child_care", _("Child or dependent care")
    TRANSPORTATION = "transportation", _("Transportation")
    INTERPRETER = "interpreter", _("Interpreter")
    CRISIS_INTERVENTION = "crisis_intervention", _("Crisis intervention, safety planning")
    HOTLINE = "hotline", _("Crisis line counseling")
    ON_SCENE = "on_scene", _("Crisis response on the scene")
    COUNSELING = "counseling", _("Individual counseling")
    SUPPORT_GROUP = "support_group", _("Support group")
    OTHER_THERAPY = "other_therapy", _("Other therapy: traditional, art, play")
    EMERGENCY_MONEY = "emergency_money", _("Emergency financial assistance")
    MATERIAL_ASSISTANCE = "material_assistance", _("Food, clothes and other things")
    EMERGENCY_SHELTER = "emergency_shelter", _("Emergency shelter")
    TRANSITIONAL_HOUSING = "transitional_housing", _("Transitional housing")
    RELOCATION = "relocation", _("Help with relocation")
    JUSTICE_NOTIFICATION = "justice_notification", _("Notification of events in the justice system")
    IMPACT_STATEMENT = "impact_statement", _("Help with a victim impact statement")
    RESTITUTION = "restitution", _("Help with restitution")
    PROTECTION_ORDER_HELP = "protection_order_help", _("Civil legal help: protection order")
    FAMILY_LAW = "family_law", _("Civil legal help: family law")
    OTHER_JUSTICE = "other_justice", _("Other emergency help in the justice system")
    IMMIGRATION_LEGAL = "immigration_legal", _("Immigration help by an attorney")
    PROSECUTION_INTERVIEW = "prosecution_interview", _("With her to an interview of the prosecution")
    CRIMINAL_COURT = "criminal_court", _("Advocacy and company in criminal court")
    CIVIL_COURT = "civil_court", _("Advocacy and company in civil court")
    OTHER_LEGAL = "other_legal", _("Other legal advice")
    COMPENSATION_CLAIM = "compensation_claim", _("Help with a compensation application")
    EMPLOYMENT_COUNSELING = "employment_counseling", _("Employment counseling")
    JOB_TRAINING = "job_training", _("Job training")
    FINANCIAL_COUNSELING = "financial_counseling", _("Financial counseling")
    OTHER = "other", _("Another service")


# What a unit of a service is. All others are counted by the times they were given.
IN_NIGHTS = {Service.EMERGENCY_SHELTER, Service.TRANSITIONAL_HOUSING}
# Information and a routine referral alone do not make a person one who was served (grant condition of OVW).
NOT_A_SERVICE_ALONE = {
    Service.JUSTICE_INFORMATION, Service.RIGHTS_INFORMATION, Service.REFERRAL_VICTIM_SERVICES, Service.REFERRAL_OTHER,
    Service.JUSTICE_NOTIFICATION,
}  # fmt: skip


class Race(TextChoices):
    """The seven of the federal standard of 2024, as many as she says, and a line of her own."""

    AIAN = "aian", _("American Indian or Alaska Native")
    ASIAN = "asian", _("Asian")
    BLACK = "black", _("Black or African American")
    HISPANIC = "hispanic", _("Hispanic or Latino")
    MENA = "mena", _("Middle Eastern or North African")
    NHPI = "nhpi", _("Native Hawaiian or Pacific Islander")
    WHITE = "white", _("White")
    OTHER = "other", _("Another, in her own words")


class Sex(TextChoices):
    """Her own answer, mapped to what a form's version knows."""

    FEMALE = "female", _("Female")
    MALE = "male", _("Male")
    OTHER = "other", _("Another, in her own words")


class Relationship(TextChoices):
    """The person who harmed her is her …"""

    SPOUSE = "spouse", _("Spouse or partner, now or before")
    DATING = "dating", _("Boyfriend or girlfriend, now or before")
    PARENT = "parent", _("Parent")
    STEP_PARENT = "step_parent", _("Step-parent")
    PARENTS_PARTNER = "parents_partner", _("Partner of a parent")
    OTHER_FAMILY = "other_family", _("Other family or household member")
    ACQUAINTANCE = "acquaintance", _("Somebody she knows: friend, neighbor, work, school")
    TRAFFICKER = "trafficker", _("Trafficker or buyer, no other tie")
    STRANGER = "stranger", _("Stranger")
    UNKNOWN = "unknown", _("Not known")


class Classification(TextChoices):
    """What was learned in the work about barriers in her way; never a question at the door (grant condition of OVW)."""

    DEAF = "deaf", _("Deaf or hard of hearing")
    DISABILITY = "disability", _("Disability: cognitive, physical or mental")
    LIMITED_ENGLISH = "limited_english", _("Limited English")
    HOMELESS = "homeless", _("Homeless")
    IMMIGRANT = "immigrant", _("Immigrant, refugee or asylum seeker")
    LGBTQ = "lgbtq", _("LGBTQ")
    VETERAN = "veteran", _("Veteran")
    RURAL = "rural", _("Lives in a rural area")
    OTHER = "other", _("Another")


class LearnedFrom(TextChoices):
    SHE_SAID = "she_said", _("She said so")
    IN_SERVICE = "in_service", _("It came up in a service")
    INTERPRETER_USED = "interpreter_used", _("An interpreter was used")
    REFERRAL = "referral", _("It came with a referral")


class ProgramReason(TextChoices):
    """Why the program could not: the only reasons that make a person partly served or not served."""

    CONFLICT = "conflict", _("Conflict of interest")
    STATUTORY = "statutory", _("Law or grant does not allow it")
    HOURS = "hours", _("Hours of operation")
    CULTURE = "culture", _("No culturally fitting service")
    LANGUAGE = "language", _("No service in her language, or no sign language")
    DISABILITY = "disability", _("No service that fits a disability")
    CHILD_CARE = "child_care", _("No child care")
    CAPACITY = "capacity", _("Program full")
    RULES = "rules", _("Program rules she could not accept")
    RESOURCES = "resources", _("Limited resources, others came first")
    MENTAL_HEALTH = "mental_health", _("Not able to help with mental health needs")
    SUBSTANCE = "substance", _("Not able to help with substance use")
    NOT_APPROPRIATE = "not_appropriate", _("Service does not fit")
    ADOLESCENT_SON = "adolescent_son", _("Comes with an adolescent son")
    SAFETY = "safety", _("The person who harmed her is a danger there")
    TRANSPORTATION = "transportation", _("No transportation")
    OTHER = "other", _("Another reason")


class HerReason(TextChoices):
    """Why she did not go on. It never makes her partly served."""

    WITHDREW = "withdrew", _("She changed her mind")
    MOVED = "moved", _("She moved")
    LOST_CONTACT = "lost_contact", _("No contact any more")
    ELSEWHERE = "elsewhere", _("She gets it elsewhere")
    LATER = "later", _("She wants it later")


class Outcome(TextChoices):
    """What came of a need she asked help with."""

    WAITING = "waiting", _("Waiting")
    PROVIDED = "provided", _("Provided")
    PARTLY = "partly", _("Partly provided")
    NOT = "not", _("Not provided")
    ENDED = "ended", _("She ended it")


class ContactKind(TextChoices):
    """A contact without a record behind it."""

    HOTLINE = "hotline", _("Hotline")
    OUTREACH = "outreach", _("Outreach")
    INFORMATION = "information", _("Information and referral")


class OrderKind(TextChoices):
    TEMPORARY_CIVIL = "temporary_civil", _("Temporary, civil")
    FINAL_CIVIL = "final_civil", _("Final, civil")
    TEMPORARY_CRIMINAL = "temporary_criminal", _("Temporary, criminal")
    FINAL_CRIMINAL = "final_criminal", _("Final, criminal")


class OffenderAge(TextChoices):
    UNDER_13 = "under_13", _("Under 13")
    TEEN = "13-17", _("13 to 17")
    ADULT = "18+", _("18 or older")


class FollowUp(TextChoices):
    """Where something is that somebody was to see to."""

    NOT_NEEDED = "not_needed", _("Not needed")
    OFFERED = "offered", _("Offered")
    UNDER_WAY = "under_way", _("Under way")
    DONE = "done", _("Done")


class Charges(TextChoices):
    PENDING = "pending", _("Not decided yet")
    FILED = "filed", _("Filed")
    NOT_FILED = "not_filed", _("Not filed")
    NONE = "none", _("No police report")


class Disposition(TextChoices):
    PENDING = "pending", _("Not decided yet")
    PLEA = "plea", _("Plea")
    CONVICTED = "convicted", _("Convicted")
    ACQUITTED = "acquitted", _("Acquitted")
    DISMISSED = "dismissed", _("Dismissed")
    NONE = "none", _("No charges")


class Finding(TextChoices):
    PENDING = "pending", _("Not decided yet")
    SUBSTANTIATED = "substantiated", _("Substantiated")
    UNSUBSTANTIATED = "unsubstantiated", _("Unsubstantiated")
    UNDETERMINED = "undetermined", _("Unable to determine")
    NOT_INVOLVED = "not_involved", _("Child protection not involved")
