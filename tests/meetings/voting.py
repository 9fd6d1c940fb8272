"""One open item of one meeting, kept for many examples of a property."""

import os
from functools import cache

import psycopg
from django.db import connection

from meetings.models import Item
from tests.database import renamed
from tests.meetings.scene import Scene


@cache
def table() -> tuple[Scene, Item]:
    db = psycopg.connect(renamed(os.environ["MDT_TEST_ADMIN_URL"], connection.settings_dict["NAME"]), autocommit=True)
    scene = Scene(db)
    meeting = scene.begun(scene.ada, scene.dan, scene.cora)
    item = scene.item(meeting)
    scene.open(meeting, item)
    return scene, Item(pk=item.pk, meeting_id=meeting.pk)
