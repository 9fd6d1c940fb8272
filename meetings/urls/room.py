"""Addresses of a meeting as it goes: the room, its screen, decisions, tasks and minutes."""

from django.urls import path

from meetings.views import deciding, minutes, room, tasks

ONE = "<uuid:meeting>/"
ROOM = ONE + "room/"
ITEM = ROOM + "items/<uuid:item>/"
urlpatterns = [
    path("tasks/", tasks.task_list, name="tasks"),
    path("tasks/<uuid:task>/settle/", tasks.task_settle, name="task_settle"),
    path("tasks/<uuid:task>/later/", tasks.task_later, name="task_later"),
    path("teams/<uuid:team>/", tasks.how_we_meet, name="how_we_meet"),
    path("reported/", minutes.reported_list, name="reported_list"),
    path("reported/<uuid:meeting>/", minutes.reported_page, name="reported"),
    path(ROOM, room.room, name="room"),
    path(ROOM + "begin/", room.room_begin, name="room_begin"),
    path(ROOM + "end/", room.room_end, name="room_end"),
    path(ROOM + "people/<uuid:attendee>/", room.room_note, name="room_note"),
    path(ROOM + "seats/<uuid:seat>/", room.room_walk_in, name="room_walk_in"),
    path(ROOM + "screen/", room.screen, name="screen"),
    path(ITEM, deciding.room_item, name="room_item"),
    path(ITEM + "open/", room.room_open, name="room_open"),
    path(ITEM + "settle/", room.room_settle, name="room_settle"),
    path(ITEM + "propose/", deciding.room_propose, name="room_propose"),
    path(ITEM + "task/", deciding.room_task, name="room_task"),
    path(ROOM + "decisions/<uuid:decision>/<uuid:agency>/", deciding.room_stand, name="room_stand"),
    path(ROOM + "decisions/<uuid:decision>/close/", deciding.room_decide, name="room_decide"),
    path(ONE + "minutes/", minutes.minutes, name="minutes"),
    path(ONE + "minutes/paper/", minutes.minutes_pdf, name="minutes_pdf"),
    path(ONE + "minutes/approve/", minutes.minutes_approve, name="minutes_approve"),
    path(ONE + "minutes/read/", minutes.minutes_read, name="minutes_read"),
]
