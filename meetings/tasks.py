"""Jobs of meetings: id in, action out. Run with the worker's role in the database; two at once do no harm."""

from celery import shared_task

from meetings.actions import making


@shared_task(ignore_result=True)
def make_ahead() -> None:
    """Each hour: the dates of series that have come within thirteen months, and who is invited to them."""
    making.make_ahead()
