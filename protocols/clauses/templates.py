"""What a draft of each kind of team begins with: the shared words in checklist order, and a few of its own in their place."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from protocols.clauses.common_terms import PRIVACY, TERMS
from protocols.clauses.common_work import WORK
from protocols.clauses.kinds import CLAUSES, Words
from protocols.vocabulary import Template

SHARED: Mapping[str, Words] = {**WORK, **PRIVACY, **TERMS}

_SART: dict[str, Words] = {
    "purpose": _(
        "The agencies answer sexual violence together, so that each survivor can have an advocate, medical care and a fair "
        "investigation, whichever door comes first. They learn from their work and change what does not serve survivors. "
        "This agreement replaces no agency's own judgment."
    ),
    "referral": _(
        "Whoever hears first offers an advocate, and calls one when the survivor says yes. "
        "The first call needs no name. The exam site calls an advocate before the exam begins, and care never depends on a "
        "report to the police. An agency answers a referral within [hours] and says yes, no, or who else can help. "
        "A referral that was declined is kept as closely as one that was accepted."
    ),
    "after_hours": _(
        "At night, on weekends and on holidays an advocate and a forensic examiner can be reached through [numbers]. "
        "The police agency on duty calls [the agencies on call] in turn, and each names somebody who steps in. "
        "When no examiner is free, the survivor is told which site has one and how to get there: [site and transport]."
    ),
}  # fmt: skip

_CHILD_FIRST = _(
    "The child's safety and well-being come before the needs of any case. Staff explain each step in words the child knows, "
    "let the child choose wherever the law leaves a choice, and ask no question twice that can be asked once. "
    "No help depends on what a child says, or on whether charges are brought. "
    "A caregiver who is not the one who caused harm is supported as well."
)  # fmt: skip

_CAC: dict[str, Words] = {
    "purpose": _(
        "The agencies respond to child abuse together at the children's advocacy center, so that a child tells it once, in a "
        "safe place, to somebody trained to listen. They join investigation, health care and support around the child and "
        "the family. This agreement replaces no agency's own judgment."
    ),
    "roles": _(
        "The center gives the place, the coordinator and the people who interview. "
        "Child protection looks at safety at home; law enforcement investigates; prosecution decides on charges. "
        "Medical and mental-health staff examine and treat; victim advocates stay with the family from the first day to the "
        "last. Details and costs for each agency: [what each agency does and what it pays for]."
    ),
    "referral": _(
        "Law enforcement and child protection ask the center to respond when they learn of [kinds of abuse and ages]. "
        "The report that the law requires comes first, and this referral does not replace it. "
        "What is told with a referral follows the clause on sharing information. "
        "The center answers within [hours] and calls together the agencies whose work is needed. "
        "A family that needs other help hears about it even if the team does not respond."
    ),
    "survivor_centred": _CHILD_FIRST,
    "survivor_input": _(
        "Caregivers and young people are asked what helped and what did not, through [surveys or a group], and they may say no. "
        "Grown survivors advise the team and are paid for their time. Nobody is asked to tell what happened to them, and "
        "advisers see no case. The team tells them what changed because of what they said."
    ),
    "forensic_interview": _(
        "A trained interviewer speaks with the child at the center, in the child's language. Those with a duty in the case may "
        "watch from another room, where the law allows it: [who may watch]. "
        "The recording belongs to [agency]; nobody else copies it or passes it on unless a law or an order compels it. "
        "A second interview needs a reason that the team writes down."
    ),
    "case_review": _(
        "The team reviews its open cases [how often, at least monthly]. [Name or office] leads, and the members learn ahead of "
        "time which cases are on the list and why they were chosen. "
        "Each agency brings what a signed release, or a law or an order that compels, opens to those in the room, and no more. "
        "Those to whom it opens nothing step out. Tasks are written down and passed to members who were absent."
    ),
}  # fmt: skip

_TRAFFICKING: dict[str, Words] = {
    "purpose": _(
        "The agencies find and end trafficking for labor and for sex, and stand by the people it has harmed. "
        "Victim services and investigations have equal weight, whether or not there is ever a case in court. "
        "This agreement replaces no agency's own judgment."
    ),
    "definitions": _(
        "Trafficking has the meaning of [state and federal law], for labor as well as for sex. A survivor is a person who was "
        "trafficked, whatever that person calls it, and whether or not anybody was charged. "
        "The agencies list here the words that mean different things to them: [words and meanings]."
    ),
    "roles": _(
        "Service agencies offer safety, shelter, legal help and support, to people with or without papers. "
        "Investigators and prosecutors build cases without leaning on the survivor alone, and handle the papers that "
        "immigration relief may need. [Two agencies] lead the task force together. "
        "Details and costs for each agency: [what each agency does and what it pays for]."
    ),
    "referral": _(
        "Any agency that meets a person who may be trafficked offers a service agency, and calls one if the person says yes. "
        "Before an operation the police may tell service agencies the rough date, the number of people and the languages, "
        "so that beds and interpreters are ready; a service agency gives no names in return. "
        "The agency called answers within [hours]. Help is not a reward for talking to the police."
    ),
    "after_hours": _(
        "At night, on weekends and on holidays [the agencies on call] answer in turn and find a safe bed for the first night. "
        "Interpreters can be reached through [number]. "
        "A person is not held in jail or in detention because no shelter was free; [agency] looks further: [other places]."
    ),
}  # fmt: skip

_CSEC: dict[str, Words] = {
    "purpose": _(
        "The county's agencies treat a child who is bought or sold for sex as a child who was harmed, and never as one who did "
        "wrong. They find such children early, keep them safe, and stay with them as long as they need. "
        "This agreement replaces no agency's own judgment."
    ),
    "area": _(
        "This agreement is for children who live in [county], are placed here, or are found here. "
        "When a child belongs to another county or state, [agency] calls the agency there on the same day. "
        "Until the other one takes over, the child is cared for here."
    ),
    "roles": _(
        "[Human services agency] leads and keeps this agreement current. Child welfare looks after safety and placement; "
        "probation follows the same steps for children in its care; public health and mental health offer care. "
        "The office of education keeps the child in school; the juvenile court names whom the team works with there. "
        "Law enforcement brings a child to help and not to a cell. Details and costs: [what each agency does and pays for]."
    ),
    "referral": _(
        "Whoever has reason to think that a child is sold for sex, or is at risk of it, first makes the report that the law "
        "requires and then calls [number]. What is told there follows the clause on sharing information. "
        "The risk is looked at with [screening tool] by somebody trained to use it. "
        "Danger now: [agency] comes within [hours]. No danger now: the team meets within [days]. "
        "A child who runs away is looked for and welcomed back, each time."
    ),
    "after_hours": _(
        "The number for these children is answered day and night. [The agencies on call] come in turn, with an advocate who "
        "stays with the child through the first [hours]. "
        "Each agency keeps one list for working days and one for nights, and names somebody who steps in when a call is missed."
    ),
    "survivor_centred": _CHILD_FIRST,
    "case_review": _(
        "A small team meets about a child within [days], and again as long as the child needs it. It talks about safety, health, "
        "a place to live and school, and the child is asked first what matters. "
        "Only the people named in a signed release, or in a law or an order that compels, are in the room for it. "
        "Tasks are written down with an owner and a date."
    ),
}  # fmt: skip


def _in_order(own: Mapping[str, Words]) -> tuple[tuple[str, Words], ...]:
    words = {**SHARED, **own}
    return tuple((key, words[key]) for key in CLAUSES if key in words)


# Only a center's draft has words on forensic interviews; another team adds the clause if it holds them.
TEXTS: dict[Template, tuple[tuple[str, Words], ...]] = {
    Template.SART: _in_order(_SART),
    Template.CAC: _in_order(_CAC),
    Template.TRAFFICKING: _in_order(_TRAFFICKING),
    Template.CSEC: _in_order(_CSEC),
}
