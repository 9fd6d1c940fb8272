"""The tables of the samples. Made-up numbers under the words of the forms."""

from decimal import Decimal

from reports.shape import Cell, Section, Status, Table, Unit
from tests.reports import samples as s

STAFF = (
    "Administrator",
    "Attorney",
    "Counselor",
    "Legal advocate",
    "Program coordinator",
    "Translator, interpreter",
    "Victim advocate",
)
TRAINED = (
    "Advocacy organization staff", "Attorneys, law students (not prosecutors)", "Court personnel", "Educators",
    "Health professionals", "Law enforcement officers", "Mental health professionals", "Prosecutors",
    "Sexual assault nurse or forensic examiners", "Victim advocates (non-governmental)", "Volunteers", "Other",
)  # fmt: skip
AGENCIES = (
    "Advocacy organization", "Batterer intervention program", "Corrections", "Court", "Domestic violence organization",
    "Educational institution", "Faith-based organization", "Governmental agency", "Health or mental health organization",
    "Law enforcement", "Legal organization", "Prosecutor's office", "Sexual assault organization",
    "Sex offender management", "Social service organization", "Tribal government or agency", "Other",
)  # fmt: skip
REASONS = (
    "Conflict of interest", "Did not meet statutory requirements", "Hours of operation",
    "Insufficient language capacity, including sign language", "Lack of child care", "Program reached capacity",
    "Program unable to provide service due to limited resources or priority-setting", "Transportation",
)  # fmt: skip
RACES = (
    "American Indian or Alaska Native", "Asian", "Black or African American", "Hispanic or Latino",
    "Native Hawaiian or Pacific Islander", "White", "Unknown",
)  # fmt: skip
SERVICES = (
    "Civil legal advocacy, court accompaniment", "Civil legal assistance", "Counseling or support group",
    "Criminal justice advocacy, court accompaniment", "Crisis intervention", "Forensic exam",
    "Hospital, clinic or other medical response", "Language services", "Material assistance", "Transportation",
    "Victim or survivor advocacy",
)  # fmt: skip
CRIMES_5A = (
    "Adult physical assault", "Adult sexual assault", "Adults sexually abused or assaulted as children", "Arson", "Bullying",
    "Burglary", "Child physical abuse or neglect", "Child pornography", "Child sexual abuse or assault",
    "Domestic and/or family violence", "DUI/DWI incidents", "Elder abuse or neglect", "Hate crime",
    "Human trafficking: labor", "Human trafficking: sex", "Identity theft, fraud or financial crime",
    "Kidnapping (noncustodial)", "Kidnapping (custodial)", "Mass violence", "Other vehicular victimization", "Robbery",
    "Stalking or harassment", "Survivors of homicide victims", "Teen dating victimization", "Terrorism", "Other",
)  # fmt: skip
FAMILIES = {
    "A": ("Information and referral", ("Criminal justice process", "Victim rights", "Other victim service programs", "Other supports")),
    "B": ("Personal advocacy and accompaniment", ("Emergency medical care", "Medical forensic exam", "Law enforcement interview", "Individual advocacy", "Immigration assistance", "Transportation assistance", "Interpreter services")),
    "C": ("Emotional support or safety services", ("Crisis intervention", "Hotline counseling", "On-scene crisis response", "Individual counseling", "Support groups")),
    "D": ("Shelter and housing services", ("Emergency shelter or safe house", "Transitional housing", "Relocation assistance")),
    "E": ("Criminal and civil justice system assistance", ("Notification of events", "Victim impact statement", "Protection or restraining order", "Prosecution interview", "Criminal advocacy")),
}  # fmt: skip
TOTAL = (("total", "Total"),)


def stop_sections() -> tuple[Section, ...]:
    return (
        Section("about", "A1", "General information", (
            s.words("a1.contact", "1", "Who reports", [("Point of contact", "Cora Lind, coordinator"), ("Organization type", "Dual program"), ("Faith-based", "No")]),
            s.words("a1.areas", "2", "Purpose areas", [("Areas", "7, 15"), ("Shares", "60 % sexual assault, 40 % domestic violence")]),
        )),
        Section("staff", "A2", "Staff", (_staff(),), gate="Were funds used for staff?", open=True),
        Section("training", "C1", "Training", _training(), gate="Were funds used for training?", open=True),
        Section("education", "C2", "Community education", (), gate="Were funds used for community education?", open=False),
        Section("ccr", "C3", "Coordinated community response", _ccr()),
        Section("policies", "C4", "Policies", (), gate="Were funds used to develop policies or protocols?", open=None),
        Section("services", "D", "Victim services", _victims(), gate="Were funds used for victim services?", open=True),
        Section("justice", "E1", "Law enforcement", _police(), gate="Were funds used for law enforcement?", open=True),
        Section("narrative", "F", "Narrative", (_narrative(),)),
    )  # fmt: skip


def _staff() -> Table:
    rows = s.pairs(*STAFF)
    put = {
        (key, ""): Cell(key, "", Decimal(n))
        for (key, _label), n in zip(rows, ("0.5", "0", "1.25", "1", "0.8", "0.05", "3"), strict=True)
    }
    return s.table("a2.fte", "4", "Full-time equivalents", rows, unit=Unit.FTE, basis="Percent of time × months funded ÷ months of the period.", put=put)  # fmt: skip


def _training() -> tuple[Table, ...]:
    return (
        s.table("c1.events", "5", "Training events", s.pairs("Events"), unit=Unit.EVENTS, basis="Each event once.", top=12),
        s.table("c1.people", "6", "People trained", (*s.pairs(*TRAINED), *TOTAL), basis="Heads at each event; a person at two events counts twice.", top=60),
        s.ticks("c1.topics", "7", "Content", s.pairs("Confidentiality", "Safety planning", "Sexual assault forensic examination", "Protection orders"), s.ONE, every=2),
    )  # fmt: skip


def _ccr() -> tuple[Table, ...]:
    columns = (
        ("contacts_daily", "Contacts daily"), ("contacts_weekly", "Contacts weekly"), ("contacts_monthly", "Contacts monthly"),
        ("meetings_weekly", "Meetings weekly"), ("meetings_monthly", "Meetings monthly"), ("meetings_quarterly", "Meetings quarterly"),
        ("mou", "MOU for this grant"),
    )  # fmt: skip
    return (s.ticks("c3.table", "8", "Agencies of the response", s.pairs(*AGENCIES), columns),)


def _victims() -> tuple[Table, ...]:
    relations = s.pairs(
        "Current or former spouse or intimate partner",
        "Dating relationship",
        "Other family or household member",
        "Acquaintance",
        "Stranger",
        "Relationship unknown",
    )
    other = s.pairs(
        "People with disabilities",
        "Deaf or hard of hearing",
        "Limited English proficiency",
        "Immigrants, refugees, asylum seekers",
        "Live in rural areas",
    )
    orders = (("requested", "Requested"), ("granted", "Granted"))
    not_tracked = {
        (other[1][0], ""): Cell(other[1][0], "", None, Status.NOT_TRACKED),
        (other[3][0], ""): Cell(other[3][0], "", None, Status.NOT_REPORTED),
    }
    no_number = {(relations[5][0], "st"): Cell(relations[5][0], "st", None, Status.NOT_APPLICABLE)}
    return (
        s.table("d.status", "22", "Victims by status", (*s.pairs("Served", "Partially served"), *TOTAL), s.CRIMES, top=110),
        s.table("d.not_served", "23", "Not served", s.pairs("Not served"), s.CRIMES, top=9),
        s.table("d.reasons", "24", "Reasons for not or partially served", s.pairs(*REASONS), basis=s.ANY, overlapping=True, top=12),
        s.table("d.secondary", "25", "Secondary victims", s.pairs("Secondary victims"), s.CRIMES, basis="By the crime against the primary victim."),
        s.table("d.race", "26", "Race and ethnicity", s.pairs(*RACES), basis=s.ANY, overlapping=True, note="Two or more answers stand in each of their rows."),
        s.table("d.sex", "27", "Sex", (*s.pairs("Female", "Male", "Unknown"), *TOTAL), top=90),
        s.table("d.age", "28", "Age", (*s.pairs("11–17", "18–24", "25–59", "60 and older", "Unknown"), *TOTAL), basis="Age at the first counted service in the period.", top=70),
        s.table("d.other", "29", "Other demographics", other, basis="As learned in the work, never asked for the report's sake.", verified=False, put=not_tracked),
        s.table("d.relationship", "30", "Relationship to the offender", relations, s.CRIMES[:3], basis=s.ANY, overlapping=True, put=no_number),
        s.table("d.services", "31", "Services", s.pairs(*SERVICES), basis="Each person once in each kind of service.", overlapping=True, top=90),
        s.table("d.shelter", "32", "Shelter", s.pairs("Emergency shelter", "Transitional housing"), s.pairs("Victims", "Family members", "Bed nights"), unit=Unit.OCCURRENCES, basis="Nights are units, not persons.", top=300),
        s.table("d.hotline", "33", "Hotline", s.pairs("Calls from primary victims", "All calls"), unit=Unit.OCCURRENCES, basis="Calls, not persons.", top=1900),
        s.table("d.orders", "34", "Protection orders", s.pairs("Temporary", "Final"), orders, unit=Unit.OCCURRENCES, basis="Requested is filed, granted is by the court.", top=30),
    )  # fmt: skip


def _police() -> tuple[Table, ...]:
    rows = s.pairs(
        "Calls for assistance",
        "Incident reports",
        "Cases investigated",
        "Arrests",
        "Dual arrests",
        "Protection orders served",
        "Victims referred to services",
    )
    return (s.table("e1.activities", "40", "Activities", rows, s.CRIMES[:3], unit=Unit.OCCURRENCES, basis="As the agency counted them; no victim is named.", top=120),)  # fmt: skip


def _narrative() -> Table:
    story = "The team met each month.\nTwo clinics joined, and nobody waits for an examiner at night any more. " * 6
    return s.words(
        "f.narrative",
        "60",
        "What the funds made possible",
        [("Most significant area of remaining need", story.strip()), ("Anything else", "")],
    )


def pmt_sections() -> tuple[Section, ...]:
    yes_no = s.pairs("Male", "Female", "Not reported", "Not tracked")
    ages = s.pairs("0–12", "13–17", "18–24", "25–59", "60 and older", "Not reported", "Not tracked")
    new = "New persons of the period, each once."
    people = (
        s.table("q1", "1", "Individuals who received services", s.pairs("Individuals"), basis="Unduplicated within the agency and the award.", top=200),
        s.table("q2", "2", "Anonymous contacts", s.pairs("Contacts"), unit=Unit.OCCURRENCES, basis="Contacts without a record.", top=300, verified=False),
        s.table("q3", "3", "New individuals", s.pairs("New individuals"), basis="First counted service since 1 October.", top=90),
    )  # fmt: skip
    demographics = (
        s.table("q4a", "4A", "Race and ethnicity of new individuals", s.pairs(*RACES[:5], "White Non-Latino", "Some other race", "Multiple races", "Not reported", "Not tracked"), basis=f"{new} Hispanic and another race: multiple races."),
        s.table("q4b", "4B", "Sex of new individuals", yes_no, basis=new, top=60, verified=False),
        s.table("q4c", "4C", "Age of new individuals", ages, basis=f"{new} Age at the first counted service."),
    )  # fmt: skip
    crimes = (
        s.table("q5a", "5A", "Victimization types", s.pairs(*CRIMES_5A), basis="Each type once for each person.", overlapping=True, top=70),
        s.table("q5b", "5B", "Two or more types", s.pairs("Individuals"), basis="Persons with at least two rows of 5A."),
        s.table("q5c", "5C", "Special classifications", s.pairs("Deaf or hard of hearing", "Homeless", "Immigrants, refugees, asylum seekers", "Veterans", "Victims with disabilities", "Limited English proficiency", "Other"), basis=s.ANY, overlapping=True),
        s.table("q6", "6", "Help with a compensation application", s.pairs("Individuals"), basis="Each person once in the period."),
    )  # fmt: skip
    services = tuple(one for letter, (name, given) in FAMILIES.items() for one in _family(letter, name, given))
    return (
        Section("people", "I", "Persons and contacts", people), Section("demographics", "II", "New persons", demographics),
        Section("crimes", "III", "Victimization", crimes), Section("services", "IV", "Services", services),
    )  # fmt: skip


def _family(letter: str, name: str, given: tuple[str, ...]) -> tuple[Table, Table]:
    return (
        s.table(f"q8{letter}.people", f"8{letter}", f"{name}: persons", s.pairs("Individuals"), basis="Each person once in the family of services.", top=120),
        s.table(f"q8{letter}.times", f"8{letter}1–{len(given)}", f"{name}: times provided", s.pairs(*given), unit=Unit.OCCURRENCES, basis="Units of service, not persons.", top=240),
    )  # fmt: skip
