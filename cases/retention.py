"""Record classes of cases and referrals, and of what hangs on a case elsewhere: what goes, and what stays to be counted."""

from django.utils.translation import gettext_lazy as _

from confidentiality.retention import GONE, RecordClass, Step, clears, deletes, record_class, stays
from confidentiality.vocabulary import RecordKey

EMPTY, DASH = "''", f"'{GONE}'"
NO_OBJECT = "'{}'"

# Her age on each day that a count can ask for: what was done, what was asked, and the first of months while that stood open (in
# which a period can begin); of all her files. Only where it changes, so that no more of the date of birth is left than that.
_AGES = """INSERT INTO cases_agethen (case_id, "on", years)
  WITH files AS (
    SELECT c.id, f.id AS file FROM cases_case c JOIN cases_case f ON f.agency_id = c.agency_id
       AND coalesce((SELECT s.other_id FROM cases_relatedfile s WHERE s.case_id = f.id AND s.kind = 'same'), f.id)
         = coalesce((SELECT s.other_id FROM cases_relatedfile s WHERE s.case_id = c.id AND s.kind = 'same'), c.id)
     WHERE c.id = ANY (%(ids)s)
  ), days AS (
    SELECT f.id, e.on AS day FROM files f JOIN cases_serviceevent e ON e.case_id = f.file
    UNION SELECT f.id, l.linked_on FROM files f JOIN cases_contactlink l ON l.case_id = f.file
    UNION SELECT f.id, q.asked_on FROM files f JOIN cases_servicerequest q ON q.case_id = f.file
    UNION SELECT f.id, m::date FROM files f JOIN cases_servicerequest q ON q.case_id = f.file
      CROSS JOIN LATERAL generate_series(date_trunc('month', q.asked_on + interval '1 month'), q.settled_on, interval '1 month') m
  ), ages AS (
    SELECT d.id, d.day, extract(year FROM age(d.day, i.date_of_birth))::int AS years
      FROM days d JOIN cases_identity i ON i.case_id = d.id WHERE i.date_of_birth IS NOT NULL
  ), steps AS (
    SELECT id, day, years, lag(years) OVER (PARTITION BY id ORDER BY day) AS before FROM ages WHERE years BETWEEN 0 AND 120
  )
  SELECT id, day, years FROM steps WHERE years IS DISTINCT FROM before ON CONFLICT DO NOTHING"""

WORDS = record_class(RecordClass(
    RecordKey.WORDS, RecordKey.WORDS.label, kind="case", trigger=_("the record was closed"),
    goes=_("her own words, when it happened as she said it, and all drafts"),
    stays=_("names and contact until their own time, and what is counted"),
))  # fmt: skip
deletes(WORDS, "cases_narrative", "cases_draft")
clears(WORDS, "cases_victimization", happened=EMPTY, stays=["absences"])

IDENTITY = record_class(RecordClass(
    RecordKey.IDENTITY, RecordKey.IDENTITY.label, kind="case", trigger=_("the record was closed"), includes=(RecordKey.WORDS,),
    goes=_("names, birth date, ways to reach her, place, people, signatures and scans, and what she told us"),
    stays=_("services, years and categories for reports, and the record of looks, under a code that names nobody"),
))  # fmt: skip
IDENTITY.steps.append(Step("cases_agethen", _AGES, ("years",)))  # first: it reads the date of birth
deletes(
    IDENTITY, "cases_contactplan", "cases_contactmethod", "cases_location", "confidentiality_releasescan",
    "confidentiality_releaselink", "confidentiality_releasesignature", "confidentiality_releasetalk",
    "confidentiality_mandatecare", "confidentiality_death",
)  # fmt: skip
clears(
    IDENTITY, "cases_identity", name=EMPTY, other_names=EMPTY, pronouns=EMPTY, date_of_birth="NULL", stays=["absences"]
)
clears(IDENTITY, "cases_demographics", gender=EMPTY, race_ethnicity=EMPTY, stays=["absences"])
clears(IDENTITY, "cases_involvedperson", name=EMPTY, relation=EMPTY, note=EMPTY, stays=["absences"])
clears(IDENTITY, "confidentiality_mandate", citation=DASH, issuer=DASH)
clears(IDENTITY, "confidentiality_disclosure", to_whom=DASH, what=EMPTY, notice=DASH, safety_steps=DASH)

REFERRAL = record_class(RecordClass(
    RecordKey.REFERRAL, RecordKey.REFERRAL.label, kind="referral",
    trigger=_("the referral was declined, sent on, taken back or closed"),
    goes=_("age, language, access needs and danger, as the referral said them"),
    stays=_("who sent it to whom, when, and what came of it"),
))  # fmt: skip
clears(
    REFERRAL, "cases_referral", column="id", age_band=EMPTY, language=EMPTY, risk_band=EMPTY, access_needs=NO_OBJECT,
    absences=NO_OBJECT, stays=["code"],
)  # fmt: skip

COUNTED = record_class(RecordClass(
    "counted", _("What is counted"),
    why=_("Reports to funders are counted from it. Once names are gone it names nobody."),
))  # fmt: skip
stays(
    COUNTED, "cases_servicerequest", "cases_serviceevent", "cases_servicefunding", "cases_primaryvictimization",
    "cases_relatedfile", "cases_knownbarrier", "cases_reportedunder", "cases_contactlink", "cases_servicecontact",
    "cases_justice", "cases_protectionorder", "cases_agethen",
)  # fmt: skip

SKELETON = record_class(RecordClass(
    "skeleton", _("Who worked on it, who could see it, and who looked"),
    why=_("The record of looks outlives what was looked at. It holds numbers, times and codes."),
))  # fmt: skip
stays(
    SKELETON, "cases_case", "cases_caseassignment", "cases_referralorigin", "cases_referralintake", "cases_referralcarried",
    "cases_referralevent", "cases_consultation", "cases_clock", "cases_contactattempt", "cases_contactnotice",
    "confidentiality_grant", "confidentiality_recusal", "confidentiality_emergencyaccess", "confidentiality_release",
    "confidentiality_changeentry", "confidentiality_legalhold",
)  # fmt: skip
