"""Starting words for the work of a team, shared by all templates. Square brackets mark what a team fills in."""

from django.utils.translation import gettext_lazy as _

from protocols.clauses.kinds import Words

WORK: dict[str, Words] = {
    "parties": _(
        "This agreement is between the agencies that sign it: [full names of the agencies]. Each one stays independent. "
        "An agency takes part through the people it names, and it names a substitute for each of them."
    ),
    "purpose": _(
        "The agencies work together so that a person who was harmed gets help that is quick, kind and joined up. "
        "They also look for gaps in the whole response and close them. "
        "This agreement states how they mean to do that; it replaces no agency's own judgment."
    ),
    "area": _(
        "The team works in [counties, cities and tribal lands]. "
        "When somebody is harmed here and lives elsewhere, or the other way round, [name of agency] calls the neighboring team. "
        "No survivor waits while agencies settle whose area it is."
    ),
    "authority": _(
        "Each agency signs through its head, or through a person to whom its bylaws or a written delegation give that power. "
        "An agency that needs approval from a council, a board or a headquarters obtains it before it signs. "
        "The person who attends meetings may add a signature, and it does not count as the agency's."
    ),
    "definitions": _(
        "In this agreement, a survivor is a person who was harmed, whether or not anything was reported. "
        "An advocate is [definition, with the law that protects talks with an advocate]. "
        "The agencies list here the other words that mean different things to them: [words and meanings]."
    ),
    "roles": _(
        "Each agency takes on what its staff and budget can carry on an ordinary day. "
        "Advocacy offers support from the first call; law enforcement investigates; prosecution decides on charges. "
        "Health care looks after health first and collects evidence when the patient agrees. "
        "Details and costs for each agency: [what each agency does and what it pays for]."
    ),
    "referral": _(
        "Any agency may refer a person who wants help and says yes to being referred. "
        "A first call can be made without a name, so that the person hears what is on offer before deciding. "
        "The agency that receives it answers within [hours], and says yes, no, or who else can help. "
        "A referral that was declined is kept as closely as one that was accepted."
    ),
    "after_hours": _(
        "At night, on weekends and on holidays these agencies answer in turn: [the agencies on call]. "
        "Each keeps its number on the team's list correct and names somebody who steps in when a call is missed. "
        "An agency that has nobody on call says so here: [agencies and what happens instead]."
    ),
    "survivor_centred": _(
        "The survivor decides which help to take, whom to talk to, and when to stop. "
        "No help depends on making a report, signing a release or taking part in a case. "
        "Staff explain each step before it happens, ask no more than they need, and stay calm and kind. "
        "What the law does not leave to choice is said openly and early."
    ),
    "cultural": _(
        "The agencies serve people of every culture, faith, ability, gender and origin with respect, and ask each survivor what "
        "matters to them. A trained interpreter or a bilingual worker is offered free of charge; children, relatives and the "
        "other person in the case never interpret. Papers for survivors come in [languages]. "
        "Once a year the team compares whom it reaches with who lives here, and plans what to change."
    ),
    "survivor_input": _(
        "Survivors help to shape this team's work through [an advisory group, interviews or surveys]. "
        "They are paid for their time, choose whether to be named, and are never asked to tell what happened to them. "
        "They see no case and no record of another person. The team tells them what changed because of what they said."
    ),
    "case_review": _(
        "The team meets [how often] to talk about its work on open cases. [Name or office] leads the meeting and sends notice "
        "ahead of it. A case is talked about by name only with the survivor's signed release, or where a law or an order "
        "compels it, and only among the people it names. Without that the team talks in general terms that point at nobody. "
        "What was decided is written down as tasks with an owner and a date."
    ),
    "training": _(
        "Each person learns about this agreement and about confidentiality before coming to the table. "
        "Each agency gives its people [hours] a year for training together, on trauma, culture and one another's work. "
        "The coordinator keeps a list of who attended."
    ),
    "decisions": _(
        "The team seeks agreement and takes the time to hear each agency. A decision needs [how much agreement], with one voice "
        "for each agency, and reservations are written down. "
        "No decision of the team binds an agency to act against its own duties, and none overrides a survivor's choice."
    ),
    "conflict": _(
        "People who disagree speak with each other first, within [days]. What they cannot settle goes to their supervisors, "
        "then to the heads of their agencies, then to [a mediator]. "
        "Help for the survivor goes on meanwhile. Nobody brings private facts about a survivor into a dispute."
    ),
    "tribal": _(
        "Tribal nations take part as governments, under their own law. Before the team acts on something that concerns a nation "
        "or its people, it consults [the nation and its contact]. When there is reason to know that a child may be an Indian "
        "child, the child-protection agency follows the Indian Child Welfare Act. "
        "A nation decides for itself whether its numbers appear in reports."
    ),
}  # fmt: skip
