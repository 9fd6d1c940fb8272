"""Jobs about cases: tells people of clocks and of walls. Run in the worker's role; two at once do no harm."""

from celery import shared_task

from cases.actions import escalation, walls


@shared_task(ignore_result=True)
def warn_of_clocks() -> None:
    """Each minute: whose turn it is hears once that the time is running out."""
    escalation.tell_soon()


@shared_task(ignore_result=True)
def escalate_clocks() -> None:
    """Each minute: whoever must know hears once that a clock was missed."""
    while escalation.tell_missed() == escalation.BATCH:
        pass
    escalation.tell_not_reached()


@shared_task(ignore_result=True)
def tell_of_walls() -> None:
    """Each minute: who supervises hears once a day that somebody asked for what she is walled off from."""
    walls.tell_of_attempts()
