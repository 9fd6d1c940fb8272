"""Jobs: the Celery application and its schedule. Tasks carry ids only, leave no result, and may run twice without harm.

Nothing is planned with ``eta`` or ``countdown``: what must happen later is a row in the database, and the schedule
here only makes somebody look. A broker that forgets everything delays work by a minute and loses none.
"""

import os

import django
from celery import Celery
from celery.schedules import crontab
from celery.signals import beat_init, worker_init

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mdt.settings")

from django.conf import settings

from mdt import broker
from mdt.startup import refusing

broker.install()
with refusing(then_check=False):
    app = Celery("mdt", broker=settings.REDIS_URL)
app.conf.update(
    accept_content=["json"],
    task_serializer="json",
    task_ignore_result=True,
    task_store_eager_result=False,
    task_acks_late=True,  # a task whose worker died is given to another
    task_reject_on_worker_lost=True,
    task_time_limit=300,
    task_soft_time_limit=240,
    worker_prefetch_multiplier=1,
    worker_hijack_root_logger=False,  # the logging of the settings, with its filter, is the only one
    broker_transport_options={"visibility_timeout": 600},  # longer than the time limit, so nothing runs twice at once
    broker_connection_retry_on_startup=True,
    broker_connection_max_retries=None,  # a worker waits for its broker however long it is away
    beat_scheduler="mdt.beat:Scheduler",
    timezone="UTC",
)
app.autodiscover_tasks()


@worker_init.connect
def worker_starts(**kwargs: object) -> None:
    with refusing(seals=True):
        django.setup()


@beat_init.connect
def beat_starts(**kwargs: object) -> None:
    with refusing(seals=False):  # it only makes others look, and holds no key
        django.setup()


# Each entry expires before its next turn: a worker that was away finds one, not hundreds.
app.conf.beat_schedule = {
    "seal": {
        "task": "confidentiality.tasks.seal_ledger",
        "schedule": 5.0,
        "options": {"expires": 4},
    },
    "ledger verified": {
        "task": "confidentiality.tasks.verify_ledger",
        "schedule": crontab(minute=50),
        "options": {"expires": 3000},
    },
    "pulse": {
        "task": "mdt.tasks.pulse",
        "schedule": 60.0,
        "options": {"expires": 55},
    },
    "ledger months": {
        "task": "confidentiality.tasks.prepare_ledger_months",
        "schedule": crontab(hour=8, minute=30),  # by the clock: beat may be started anew more often than daily
        "options": {"expires": 3600},
    },
    "sessions": {
        "task": "agencies.tasks.clear_sessions",
        "schedule": crontab(hour=9, minute=0),
        "options": {"expires": 3600},
    },
    "counts of reports": {
        "task": "reports.tasks.count_waiting",
        "schedule": 5.0,
        "options": {"expires": 4},
    },
    "drafts of reports": {
        "task": "reports.tasks.prepare",
        "schedule": crontab(minute="15,45"),
        "options": {"expires": 1500},
    },
    "reminders": {
        "task": "agencies.tasks.send_due_reminders",
        "schedule": 60.0,
        "options": {"expires": 55},
    },
    "ending releases": {
        "task": "confidentiality.tasks.tell_ending_releases",
        "schedule": crontab(minute=10),
        "options": {"expires": 3000},
    },
    "clocks": {
        "task": "cases.tasks.warn_of_clocks",
        "schedule": 60.0,
        "options": {"expires": 55},
    },
    "escalate": {
        "task": "cases.tasks.escalate_clocks",
        "schedule": 60.0,
        "options": {"expires": 55},
    },
    "agreements that end": {
        "task": "protocols.tasks.remind_of_endings",
        "schedule": crontab(minute=20),
        "options": {"expires": 3000},
    },
    "reviews": {
        "task": "protocols.tasks.plan_reviews",
        "schedule": crontab(minute="5,35"),
        "options": {"expires": 1500},
    },
    "documents": {
        "task": "protocols.tasks.seal_executed",
        "schedule": 30.0,
        "options": {"expires": 25},
    },
    "calendar mails": {
        "task": "meetings.tasks.send_calendar_mails",
        "schedule": 60.0,
        "options": {"expires": 55},
    },
    "meeting reminders": {
        "task": "meetings.tasks.plan_reminders",
        "schedule": crontab(minute="*/5"),
        "options": {"expires": 280},
    },
    "meetings ahead": {
        "task": "meetings.tasks.make_ahead",
        "schedule": crontab(minute=45),
        "options": {"expires": 3000},
    },
    "walls": {
        "task": "cases.tasks.tell_of_walls",
        "schedule": 60.0,
        "options": {"expires": 55},
    },
}
