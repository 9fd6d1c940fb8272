"""Words that the screen knows to be no names. What is missing here costs a false alarm, never a name that slips through."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_TIMES = """
January February March April May June July August September October November December Jan Feb Mar Apr Jun Jul Aug Sep Sept
Oct Nov Dec Monday Tuesday Wednesday Thursday Friday Saturday Sunday Mon Tue Wed Thu Fri Sat Sun Spring Summer Fall Autumn
Winter Easter Christmas Thanksgiving Labor Memorial Independence Veterans Columbus Indigenous Peoples Juneteenth
"""
_WORK = """
Team Teams Agency Agencies County State City Town Tribal Tribe Nation National Office Offices Officer Officers Department
Division Unit Bureau Board Council Committee Subcommittee Commission Coalition Task Force Court Courts Courthouse Judge
Judges Clerk Attorney Attorneys District Prosecutor Prosecutors Prosecution Police Sheriff Deputy Deputies Detective
Detectives Chief Captain Sergeant Lieutenant Marshal Hospital Hospitals Clinic Emergency Room Medical Center Centers Health
Mental Behavioral Public Safety Nurse Nurses Examiner Examiners Examination Exam Exams Forensic Interview Interviews
Interviewer Interviewers Advocate Advocates Advocacy Shelter Shelters Housing Crisis Hotline Line Lines Child Children
Children's Family Families Youth Juvenile Adult Adults Survivor Survivors Victim Victims Services Service Support Program
Programs Protocol Protocols Policy Policies Procedure Procedures Agreement Agreements Memorandum Understanding Act Code
Section Chapter Title Article Rule Rules Law Laws Order Orders Protection Protective Sexual Assault Assaults Domestic Violence
Dating Stalking Trafficking Human Abuse Neglect Response Responses Review Reviews Case Cases Meeting Meetings Agenda Minutes
Report Reports Reporting Annual Quarterly Monthly Weekly Training Trainings Grant Grants Budget Fund Funding Fiscal Year
Quarter Week Month Day Days Kit Kits Evidence Laboratory Lab Backlog Tracking Language Access Interpreter Interpreters
Transport Transportation School Schools University College Campus Education Welfare Protective Social Worker Workers
Coordinator Coordinators Director Directors Manager Supervisor Supervisors Chair Vice President Secretary Treasurer Member
Members Guest Guests Adviser Advisers Staff Volunteer Volunteers Intake Referral Referrals Release Releases Form Forms Survey
Data Dashboard System Systems Business Planning Plan Plans Goals Goal Objectives Outcome Outcomes Measure Measures Step
Steps Cycle Discussion Decision Decisions Vote Votes Update Updates Item Items Old New Next Open Closed Action Actions Follow
Call Welcome Introductions Adjourn Announcements Approval Overview Summary Background Purpose Questions Question Why What
When Where Who How Which Federal Rural Regional Northern Southern Eastern Western North South East West Central Street
Avenue Road Drive Boulevard Building Floor Suite Zoom Teams Line Room Hall Library Library's Church Spanish English Arabic
Chinese Hmong Somali Vietnamese American Native Indian Latino Latina Hispanic Black White Asian Deaf
Enforcement House Senate Bill
Justice Criminal Civil Legal Aid Bar Association Foundation Institute Society Network Alliance Project Initiative Model Best
Practice Practices Standard Standards Guide Guidelines Checklist Template Trauma Informed Strangulation Lethality
Assessment Assessments Risk High Low Priority After Hours Roster Duty Rotation Continuity Closing Opening Rape
Response Start Recovery Nights Night Morning Afternoon Evening Weekend Weekends Holiday Holidays Radio Dispatch Patrol
Probation Parole Corrections Jail Prison Detention Bail Bond Pretrial Trial Hearing Docket Dockets Warrant Warrants Victimization
Anti Against Women Woman Men Girls Boys Girl Boy People Community Outreach Prevention Awareness Campaign Sunshine Freedom
Information Privacy Confidentiality Waiver Consent Memo Letter Draft Final Version Appendix Attachment Part Phase Round Table
"""
_PLAIN = """
The A An And Or But If Then So As At By For From In Into Of Off On Out Over To Under Until Up With Within Without About
Above Across Before Behind Below Between During Since Through Toward Upon We Our Us They Their Them It Its He She Her His
Him I My Me You Your This That These Those There Here Is Are Was Were Be Been Being Do Does Did Has Have Had Will Would Shall
Should Can Could May Might Must Not No Nor Yes All Any Both Each Every Few Many More Most Much Other Others Some Such Only Own
Same Than Too Very Just Now Once Again Also Still Yet First Second Third Fourth Last One Two Three Four Five Six Seven Eight
Nine Ten Half None Nobody Everybody Somebody Anyone Everyone Someone Nothing Everything Something Please Thank Thanks Let
Lets Ask Asks Bring Brings Look Looks Make Makes Take Takes Tell Tells Try Tries Use Uses Need Needs Want Wants Keep Keeps
Discuss Confirm Agree Agreed Approve Decide Share Send Set Say Says See Show Shows Give Gives Get Gets Go Goes Come Comes
While Because Although However Therefore Whether Since Unless Instead Meanwhile Today Tomorrow Yesterday Currently Recently
Starting Beginning Ending Ongoing Late Early Long Short Good Better Fewer Less Least Average Median Total Number Numbers
Percent Hour Minute Time Times Wait Waits Waiting Walk Through
"""
_SHORT = """
SANE SART MDT CAC DV IPV SA LE DA DVRT SARC CASA CPS APS VAWA VOCA FVPSA FERPA HIPAA MOU MOA RFP CEU PDF GPS LGBTQ TDD TTY
ASL ER EMS EMT RN NP MD FBI ICE BIA IHS DOJ OVW OVC NGO FAQ HR IT ID TV USA UN PTSD STI HIV AM PM CODIS DNA NIBRS UCR
"""
COMMON = frozenset(word.lower() for word in f"{_TIMES} {_WORK} {_PLAIN}".split())
PLAIN = frozenset(word.lower() for word in _PLAIN.split())
ACRONYMS = frozenset(_SHORT.split())  # as they are written: «ICE» is an office, «Ice» may be a name

# Words above that are names as well: beside a word that we do not know, or first beside last, they make a name.
ALSO_FIRST = _words(
    """
    april may june summer autumn winter will august jan judge justice bill chase grant page friday sunshine guest
    """
)
ALSO_LAST = (
    _words("""
    young white black long law hall day best case child church judge lane street north south east west marshal early good short
    banks winter summer march may wednesday chase bond bail page parish english court major field cook ward price law way street
    low wait night nights love trial bell close friend guest hill house home hunter knight king line links little moon new noble
    parks police post room rule school sheriff snow stone strange town city state county warrant winters wise wood woods worker
    """)
    & COMMON
)
ALSO_NAMES = (ALSO_FIRST | ALSO_LAST) & COMMON

# After one of these a word can be a name, however it is written.
CUES = (
    "survivor", "victim", "client", "patient", "suspect", "offender", "defendant", "perpetrator", "complainant", "witness",
    "named", "called", "name is", "known as", "aka",
)  # fmt: skip
# What follows a cue in plain sentences: «survivor services», «victim who», «client is».
AFTER_A_CUE = COMMON | _words("""
    advocate advocates advocacy services service support safety centered led focused adviser advisers advisory impact
    compensation rights assistance voice voices feedback survey surveys interviews interview contact choice choices consent
    confidentiality data privacy files file information list lists notification needs wishes statements statement surveys
    reports reporting calls asks asked said says wants wanted waits waited goes went comes came is was has had does did can
    could will would may might must should and or who whose whom that which when where how why because if as at by for from
    in into of on out to with without about after before during than then there here stories story panel panels education
    satisfaction records record rooms room care safe history transport transportation population populations interviewing
    engagement group groups follow followup based being been left leave leaves leaving told met meets never always often
    back now first still only already again later soon not no s shelters shelter hotline programs program statements
    specialists specialist unit units coordinator coordinators liaison liaisons fund funds aid court courts protocol
    training trainings prep preparation intake referral referrals outcomes outcome identity names name code codes number
    numbers whole more less any all each every the a an this these those their her his its our your lives lived calls live
    tested stopped until while once also just upon onto toward against among between over under up down off so but nor yet
    """)
