"""What a protocol is made of: its sections, which of them a draft waits for, and the words each begins with (law 5.1)."""

from django.utils.translation import gettext_lazy as _

from protocols.clauses.kinds import NO_WAIVER, ClauseKind, Words

_BEGUN: tuple[tuple[ClauseKind, Words], ...] = (
    (
        ClauseKind("purpose", _("Purpose and values"),
            _("Says what the response is for and what comes first. Without it a quarrel has nothing to be measured by.")),
        _(
            "This protocol says how the agencies respond when somebody has been sexually harmed. The survivor's safety, choice "
            "and dignity come before the needs of any case. Each agency keeps its own role and its own judgment. "
            "Where the protocol does not fit, people do what serves the survivor, and tell the team afterwards."
        ),
    ),
    (
        ClauseKind("first_response", _("First response"),
            _("Says what happens in the first hours, whoever hears first. Without it the door decides what she is offered.")),
        _(
            "Whoever hears first asks whether the survivor is safe now, and offers medical care and an advocate. "
            "Only what is needed for safety and care is asked in the first talk. "
            "She is told what comes next, who would learn of it, and that she can say no to each step."
        ),
    ),
    (
        ClauseKind("accompaniment", _("Advocacy and accompaniment"),
            _("Says when an advocate is called and where she may be. Without it she is called late, or not at all.")),
        _(
            "An advocate is called when the survivor says yes, before an exam or an interview begins. "
            "She may be present at each step at which the survivor wants her there and the law allows it. "
            "Advocacy is free, goes on whether or not anything is reported, and gives no account to the other agencies."
        ),
    ),
    (
        ClauseKind("medical", _("Medical forensic care"),
            _("Says who examines, where, and what a survivor may choose. Without it care can come to depend on a report.")),
        _(
            "Health comes first, evidence second. An exam needs no report to the police and costs the survivor nothing. "
            "She may stop it at any moment, or take some parts and leave others. "
            "A kit that she does not want reported is kept for [time] at [place], under a number in place of a name."
        ),
    ),
    (
        ClauseKind("interviewing", _("Interviewing"),
            _("Says who interviews, when and how often. Without it she tells it again to each agency.")),
        _(
            "One agency interviews for all that may hear it by law or with her signed release. "
            "A full interview waits until she has slept and eaten, unless danger does not allow it. "
            "Questions are open and trauma-informed, and nobody asks why she did or did not do something. "
            "A child is interviewed by a trained forensic interviewer alone: [where]."
        ),
    ),
    (
        ClauseKind("investigation", _("Investigation"),
            _("Says how a report is followed up, and how she learns of it. Silence looks like disbelief.")),
        _(
            "Every report is investigated, and none is closed because she did not want to go on today. "
            "No lie detector is used and none is offered. "
            "The detective tells her of each step that concerns her, by the way of contact that she chose, and of a kit's result."
        ),
    ),
    (
        ClauseKind("prosecution", _("Charging and prosecution"),
            _("Says how charges are decided and explained. Without it a no comes as a letter.")),
        _(
            "The prosecutor decides on charges after reading the whole file, and tells her in person what was decided and why. "
            "An advocate is there if she wants one. "
            "What she wants is asked and weighed, and whether she takes part is her choice as far as the law leaves it to her."
        ),
    ),
    (
        ClauseKind("cultural", _("Language access and accommodations"), required=True, source="law A-03",
            help=_("Says how everybody is served whatever her language or disability. Without it some never come.")),
        _(
            "A qualified interpreter is offered at each step, free of charge; family, children and officers do not interpret. "
            "Each agency asks what a survivor needs to take part, and provides it: [who arranges what]. "
            "Survivors of every culture, gender and immigration status are served alike, and tribal nations are asked how."
        ),
    ),
    (
        ClauseKind(NO_WAIVER, _("Confidentiality and releases"), required=True, source="law A-02",
            help=_("Says that the protocol weakens no privilege and no duty to keep silent. It can never be left out.")),
        _(
            "Nothing in this protocol waives a privilege or a duty of confidentiality, and adopting it opens no record. "
            "A record is opened by a release that the survivor signed, for what it names and until it ends, or by a law or an "
            "order that compels. "
            "Her services never depend on a release. Each agency asks for its own."
        ),
    ),
    (
        ClauseKind("survivor_input", _("The voice of survivors"), required=True, source="law 5.5",
            help=_("Says how survivors shape the protocol, and are paid for it. Without it the team hears only itself.")),
        _(
            "Survivor advisers read each version before it is decided, and their agency answers the question like every other. "
            "They are paid for their time, are never asked to tell what happened to them, and see no case. "
            "The team tells them what changed because of what they said, and what did not, and why."
        ),
    ),
    (
        ClauseKind("training", _("Training"),
            _("Says what people learn before they work by the protocol. Without it it stays on the shelf.")),
        _(
            "Everybody in the matrix reads this protocol, and says so, within [days] of its adoption or of taking the role. "
            "Agencies train together at least [hours] each year. "
            "New people are walked through it by somebody who works by it."
        ),
    ),
    (
        ClauseKind("evaluation", _("Monitoring and evaluation"),
            _("Says how the team learns whether it does what it says. Without it nobody knows.")),
        _(
            "The measurable steps are counted and looked at [how often], as totals that point at nobody. "
            "Survivors and staff are asked what worked, without a name and without having to. "
            "What is learned goes into the next version."
        ),
    ),
)  # fmt: skip
SECTIONS: dict[str, ClauseKind] = {kind.key: kind for kind, _words in _BEGUN}
RESPONSE: tuple[tuple[str, Words], ...] = tuple((kind.key, words) for kind, words in _BEGUN)
