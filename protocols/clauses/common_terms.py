"""Starting words for privacy and for the terms of an agreement, shared by all templates.

Months and days stand with the version itself, so these words point there and name no number that could differ from it.
"""

from django.utils.translation import gettext_lazy as _

from protocols.clauses.kinds import Words

PRIVACY: dict[str, Words] = {
    "information": _(
        "Signing this agreement opens no record. An agency shares what it knows about a survivor only when the survivor has "
        "signed a release that says what, with whom, why and until when, or when a law or an order compels it. "
        "Then it shares no more than that, and writes down what was shared. "
        "The agencies plan their work together with facts that point at nobody."
    ),
    "confidentiality": _(
        "Each agency keeps to the confidentiality rules that bind it, and the others respect rules stricter than their own. "
        "Everybody at the table signs an acknowledgement once a year; it takes the place of no release. "
        "What was heard at the table is passed on only where a release says so, or a law or an order compels it. "
        "A breach is reported to the agency concerned at once, and every agency helps to protect the survivor."
    ),
    "no_waiver": _(
        "Nothing in this agreement waives or weakens any duty of confidentiality or any privilege, whether it belongs to a "
        "survivor or to an agency. Taking part in the team is not consent to share. "
        "No agency may be asked or pressed to give up such a duty, and none is less a member for keeping it."
    ),
    "mandated_reporting": _(
        "A person whom the law requires to report does so directly, in the time the law gives, and reports only what it asks. "
        "This agreement makes nobody a mandated reporter who was not one before. "
        "Where it is safe, the survivor hears of this duty before telling anything, and is told when a report is made."
    ),
    "records": _(
        "Each agency owns its records and keeps and destroys them by its own schedule. "
        "Team papers hold as little as possible, and [agency] keeps them for [years]. "
        "When a subpoena asks for what is confidential about a survivor, the agency calls its lawyer first, and whoever brought "
        "it hears nothing about the person. Where the law allows, the survivor and the agency whose record it is hear of it "
        "before it is answered. Nobody hands over another's record."
    ),
    "data": _(
        "The team counts its work in order to improve it: [what is counted]. Reports hold totals only, and small numbers are "
        "left out where they could point at somebody. No name or private detail goes to a funder, an evaluator or an auditor. "
        "A report about the team is shown to its agencies before it is published."
    ),
    "media": _(
        "[Name or office] speaks for the team. An agency speaks for itself about its own work. "
        "Nobody tells the press anything that could point at a survivor, or confirms that a person is known to the team. "
        "A survivor who wants to speak in public decides that alone, and is offered support."
    ),
}  # fmt: skip

TERMS: dict[str, Words] = {
    "funding": _(
        "Each agency pays for its own part unless it is written here: [who pays for what]. "
        "This agreement promises no money, and any payment between agencies needs a contract of its own. "
        "Rooms, time and other help in kind are listed as [list]."
    ),
    "non_discrimination": _(
        "No agency turns a person away or serves them worse because of race, color, national origin, language, religion, sex, "
        "gender identity, sexual orientation, disability, age or immigration status. "
        "A person who was treated unfairly can complain to [office], and loses no help by doing so."
    ),
    "liability": _(
        "Each agency answers for what its own people do, as the law provides. "
        "Nobody becomes the employee or agent of another agency by working in this team. "
        "No agency gives up an immunity or a defense that it has by law."
    ),
    "precedence": _(
        "Where this agreement and the law differ, the law comes first. "
        "Law means federal, state and tribal law, court orders, and the conditions of an agency's grants. "
        "The rest of the agreement goes on, and the agencies correct the clause that does not fit."
    ),
    "governing_law": _(
        "This agreement is read by the law of [state or nation]. A tribal nation and a federal agency stay under their own law "
        "and keep their sovereign immunity. It gives no right to anybody who has not signed it."
    ),
    "effective": _(
        "This agreement begins on the day of the last required signature. "
        "Until then it holds for nobody, and no agency acts as if it did. "
        "The coordinator tells every agency the day on which it began."
    ),
    "term": _(
        "This agreement lasts for the months stated in its terms, counted from the day it begins. "
        "Work on renewing it starts half a year before it ends. "
        "If it lapses, what it allows goes on for the days of grace in the terms and then stops, "
        "and whoever is named there answers calls for help."
    ),
    "review": _(
        "The agencies reread this agreement together as often as its terms say. "
        "They do so sooner when a law changes, or when something has gone wrong. "
        "Each agency asks its own lawyer whether the confidentiality clauses still fit its duties."
    ),
    "amendment": _(
        "The text changes only in writing, and only when every required agency signs the new version. "
        "Signatures given to earlier words do not count for the new ones. Earlier versions stay readable. "
        "When the head of an agency changes, the team asks the new head to confirm the agreement."
    ),
    "withdrawal": _(
        "An agency may leave without giving a reason, by written notice with the number of days stated in the terms. "
        "From the day it leaves, its people no longer attend meetings or see the team's agenda and list of members. "
        "Its own records stay its own, and it can take a copy of them. "
        "What it learned as a member stays confidential, and it helps survivors in its care to find other help."
    ),
    "joinder": _(
        "Another agency can join by signing an addendum in which it accepts this whole agreement and states its part. "
        "It becomes a member when [the agencies that approve] have signed the addendum too. "
        "It learns nothing about earlier cases by joining."
    ),
    "e_signing": _(
        "The agencies may sign online or on paper, each on its own copy, and all copies together are one agreement. "
        "An online signature counts like one in ink. The site keeps who signed, for which agency, when, and which exact text. "
        "No agency has to sign online, and each may download the signed agreement."
    ),
}  # fmt: skip
