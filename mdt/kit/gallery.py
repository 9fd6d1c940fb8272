"""The gallery: every component in all its states, with content that is plainly invented and about nobody."""

from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from mdt.kit.forms import PlainForm
from mdt.kit.widgets import TickTiles, Tiles

DISCIPLINES = [
    "Advocacy", "Police", "Sheriff", "Prosecution", "Medical", "Child welfare",
    "Mental health", "Juvenile justice", "Tribal nation", "CAC", "Schools",
]  # fmt: skip


class SampleForm(PlainForm):
    """One field of each kind."""

    absences = ("pastry", "loaves")
    title = forms.CharField(label="Name of the cake", help_text="As it stands on the label.")
    pastry = forms.ChoiceField(label="Pastry", choices=[("", "Choose one"), ("short", "Short crust"), ("puff", "Puff")])
    loaves = forms.IntegerField(label="How many loaves", required=False, max_value=12)
    baked = forms.DateField(label="Day of baking", required=False)
    ready = forms.DateTimeField(label="Ready by", required=False)
    oven = forms.ChoiceField(
        label="Oven",
        choices=[("wood", "Wood"), ("gas", "Gas"), ("none", "No oven")],
        widget=Tiles(hints={"wood": "Needs two hours to warm up."}),
        help_text="We ask so that the kitchen can be booked.",
    )
    fruit = forms.MultipleChoiceField(
        label="Fruit", choices=[("pear", "Pear"), ("plum", "Plum"), ("fig", "Fig")], required=False,
        widget=TickTiles(in_line=True),
    )  # fmt: skip
    notes = forms.CharField(label="Notes", required=False, widget=forms.Textarea(attrs={"rows": 4}))
    recipe = forms.FileField(label="Recipe", required=False, help_text="PDF, up to 2 MB.")
    agreed = forms.BooleanField(label="I have washed my hands")
    sealed = forms.CharField(label="Oven number", initial="K-12", disabled=True, required=False)


def gallery(request: HttpRequest) -> HttpResponse:
    """Every component on one page, in a trial. An installation has nothing that nobody there needs (ASVS V15.2.3)."""
    if not settings.DEMO:
        raise Http404
    return render(request, "gallery.html", sample())


def sample() -> dict[str, Any]:
    """What the gallery shows."""
    now = datetime(2026, 3, 18, 9, 40, tzinfo=timezone.get_current_timezone())
    wrong = {"title": "", "pastry": "short", "pastry_absence": "declined", "loaves": "40", "fruit": ["mango"]}
    return {
        "now": now,
        "form": SampleForm(initial={"oven": "wood", "fruit": ["fig"]}),
        "bad_form": SampleForm({f"bad-{name}": value for name, value in wrong.items()}, prefix="bad"),
        "clocks": _clocks(now),
        "seats": _seats(),
        "months": [{"label": m, "value": v} for m, v in zip("JFMAMJ", (4, 7, 3, 9, 6, 8), strict=True)],
        "facts": _facts(),
        "steps": _steps(),
        "ring": _ring(),
        "lanes": [
            {"kind": "own", "title": "The bakery", "notes": ["every cake"], "people": ["Anna Ofenrohr", "Bert"]},
            {
                "kind": "release",
                "title": "Key lent",
                "notes": ["until Friday", "Tarts, Buns"],
                "people": ["The café", "Cleo"],
            },
            {
                "kind": "mandate",
                "title": "Food inspection",
                "notes": ["until Monday"],
                "people": [f"Inspector {n}" for n in range(9)],
            },
        ],
        "recipes": _recipes(),
        "fairs": _fairs(now.date()),
        "tabs": [
            {"label": "Waiting", "href": "#tabs", "current": True, "count": 3},
            {"label": "Answered", "href": "#tabs"},
            {"label": "Closed", "href": "#tabs", "count": 0},
        ],
        "events": _events(now),
        "stays": ["The name of the baker", "Where the flour is kept", "Every note"],
        "leaves": [{"term": "How to order", "value": "By bell, after nine"}, "That a taster will be present"],
        "columns": _columns(),
        "rows": _rows(),
        "empty_rows": [],
        "today": now.date(),
    }


def _clocks(now: datetime) -> list[dict[str, Any]]:
    def hours(n: float) -> datetime:
        return now + timedelta(hours=n)

    return [
        {"name": "On time", "due": hours(50), "started": hours(-30), "met": None},
        {"name": "Soon", "due": hours(2), "started": hours(-14), "met": None},
        {"name": "Missed", "due": hours(-3), "started": hours(-20), "met": None},
        {"name": "Met", "due": hours(-3), "started": hours(-20), "met": hours(-5)},
        {"name": "Answered late", "due": hours(-9), "started": hours(-20), "met": hours(-5)},
    ]


def _seats() -> list[dict[str, str]]:
    states = {"Sheriff": ("lapsed", "since 2 March"), "Mental health": ("empty", "since January")}
    found = []
    for label in DISCIPLINES:
        state, note = states.get(label, ("filled", ""))
        found.append({"label": label, "state": state, "note": note})
    return found


def _facts() -> list[dict[str, Any]]:
    return [
        {"term": "Label", "value": "Plum cake, number 14"},
        {"term": "Recipe", "masked": True},
        {"term": "Weight", "absence": "Not collected"},
        {"term": "Sweetener", "absence": "Declined to say"},
    ]


def _steps() -> list[dict[str, Any]]:
    return [
        {"label": "Weigh", "state": "done", "href": "#steps"},
        {"label": "Knead", "state": "done", "href": "#steps"},
        {"label": "Rest", "state": "current"},
        {"label": "Bake", "state": "todo"},
    ]


def _ring() -> list[dict[str, str]]:
    labels = ["Weigh", "Mix", "Knead", "First rest", "Shape", "Second rest", "Bake", "Taste"]
    states = ["done"] * 3 + ["current", "overdue"] + ["todo"] * 3
    return [{"label": label, "state": state} for label, state in zip(labels, states, strict=True)]


def _recipes() -> list[dict[str, Any]]:
    signs = ("signed", "asked", "waits", "paper", "declined", "lapsed", "notice", "gone")
    rows = [{"label": f"Bakery {n + 1} by the mill", "cells": [[{"sign": sign, "day": "3/18/2026"}], []]}
            for n, sign in enumerate(signs)]  # fmt: skip
    rows[0]["cells"] = [[{"sign": "signed", "day": "3/2/2026"}, {"sign": "asked", "day": ""}], []]
    return rows


def _fairs(today: date) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for state, first, last, grace in (("over", -500, -90, -60), ("soon", -260, 80, 110), ("on", -30, 700, None)):
        days = {name: today + timedelta(days=n) for name, n in (("first", first), ("last", last))}
        found.append({
            **days, "title": f"Fair number {len(found) + 1}", "state": state, "day": "until then", "words": state,
            "grace": today + timedelta(days=grace) if grace else None,
            "marks": [days["last"] - timedelta(days=n) for n in (180, 90, 30)],
        })  # fmt: skip
    return found


def _events(now: datetime) -> list[dict[str, Any]]:
    return [
        {"title": "Cake handed over", "when": now, "detail": "to one kitchen, for 18 days", "kind": "good"},
        {
            "title": "Order accepted",
            "when": now - timedelta(days=4),
            "detail": "answered in 1 h 52 min of 2 h",
        },
        {"title": "Flour still missing", "when": now - timedelta(days=6), "kind": "wait"},
        {
            "title": "Order refused",
            "when": now - timedelta(days=7),
            "detail": "the oven was cold",
            "kind": "stop",
        },
        {"title": "First taste", "when": now - timedelta(days=14), "detail": "at the counter"},
    ]


def _columns() -> list[dict[str, Any]]:
    return [
        {"label": "Cake", "sort_href": "#tables", "sorted": "ascending"},
        {"label": "Dough", "sort_href": "#tables"},
        {"label": "Pieces", "numeric": True},
    ]


def _rows() -> list[list[Any]]:
    return [
        ["Apple tart", "Short crust", 12],
        ["Plum cake", "Yeast", 7],
        [{"text": "Fig roll", "href": "#tables"}, "Puff", 31],
    ]
