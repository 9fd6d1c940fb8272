"""The components of the design system as template tags; each renders one template of templates/components/.

Every tag prints HTML and, with `as name`, keeps it for another tag. The gallery shows all states.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from django import template
from django.forms import BaseForm, PasswordInput

from mdt.kit.components import block_component, component
from mdt.kit.forms import errors_of

register = template.Library()

Items = Sequence[Mapping[str, Any]]


# Things that can be pressed ---------------------------------------------------------------------


@component(register, "button")
def button(label: str, kind: str = "plain", name: str = "", value: str = "", type: str = "submit") -> dict[str, Any]:
    return {"label": label, "kind": kind, "name": name, "value": value, "type": type}


@component(register, "link_button")
def link_button(label: str, href: str, kind: str = "plain") -> dict[str, Any]:
    return {"label": label, "href": href, "kind": kind}


@component(register, "post_button", context=True)
def post_button(
    context: template.Context,
    label: str,
    action: str,
    kind: str = "plain",
    name: str = "",
    value: str = "",
    next: str = "",
) -> dict[str, Any]:
    """A form of one button, for a change that needs no other answer."""
    return {
        "label": label, "action": action, "kind": kind, "name": name, "value": value, "next": next,
        "csrf_token": context.get("csrf_token"),
    }  # fmt: skip


@component(register, "tabs")
def tabs(items: Items, label: str) -> dict[str, Any]:
    return {"items": items, "label": label}


@component(register, "pagination")
def pagination(newer: str = "", older: str = "", summary: str = "") -> dict[str, Any]:
    return {"newer": newer, "older": older, "summary": summary}


@component(register, "crumbs")
def crumbs(*parts: str) -> dict[str, Any]:
    """Pairs of label and address, then the label of this page."""
    *links, here = parts
    return {"links": list(zip(links[::2], links[1::2], strict=True)), "here": here}


# Things that tell -------------------------------------------------------------------------------


@component(register, "chip")
def chip(text: str, kind: str = "plain", href: str = "") -> dict[str, Any]:
    return {"text": text, "kind": kind, "href": href}


@component(register, "notice")
def note(text: str, kind: str = "info", title: str = "") -> dict[str, Any]:
    return {"text": text, "kind": kind, "title": title}


@block_component(register, "notice")
def notice(content: str, kind: str = "info", title: str = "") -> dict[str, Any]:
    return {"content": content, "kind": kind, "title": title}


@component(register, "empty")
def empty(title: str, text: str, action_label: str = "", action_href: str = "") -> dict[str, Any]:
    return {"title": title, "text": text, "action_label": action_label, "action_href": action_href}


@component(register, "progress")
def progress(value: float, max: float, label: str, detail: str = "") -> dict[str, Any]:
    return {"value": value, "max": max, "label": label, "detail": detail}


@component(register, "steps")
def steps(items: Items, label: str) -> dict[str, Any]:
    return {"items": items, "label": label}


# Cards, rows, records ---------------------------------------------------------------------------


@block_component(register, "card")
def card(
    content: str, title: str = "", level: int = 2, action: str = "", id: str = "", tone: str = ""
) -> dict[str, Any]:
    return {"content": content, "title": title, "level": level, "action": action, "id": id, "tone": tone}


@block_component(register, "rows")
def rows(content: str, label: str = "") -> dict[str, Any]:
    return {"content": content, "label": label}


@component(register, "row")
def row(
    title: str,
    detail: str = "",
    lead: str = "",
    href: str = "",
    action: str = "",
    action_label: str = "",
    action_href: str = "",
    primary: bool = False,
    mark: str = "",
) -> dict[str, Any]:
    """One thing in a list. `lead`, `action` and `mark` are HTML that another tag made."""
    return {
        "title": title, "detail": detail, "lead": lead, "href": href, "action": action, "mark": mark,
        "action_label": action_label, "action_href": action_href, "kind": "primary" if primary else "plain",
    }  # fmt: skip


@component(register, "day_lead")
def day_lead(date: Any) -> dict[str, Any]:
    return {"date": date}


@component(register, "deflist")
def deflist(items: Items) -> dict[str, Any]:
    return {"items": items}


@component(register, "masked", context=True)
def masked(context: template.Context, term: str, action: str, element: str, label: str = "") -> dict[str, Any]:
    """A hidden value with its own Show. The value is no parameter, so that it cannot be in the page."""
    return {"term": term, "show": _show(context, action, [element], label, of=term)}


@component(register, "show_form", context=True)
def show_form(
    context: template.Context, action: str, elements: str | Sequence[str], label: str = "", of: str = ""
) -> dict[str, Any]:
    names = elements.split() if isinstance(elements, str) else elements
    return _show(context, action, names, label, of)


def _show(context: template.Context, action: str, names: Sequence[str], label: str, of: str) -> dict[str, Any]:
    token = context.get("csrf_token")
    return {"action": action, "elements": names, "label": label, "of": of, "csrf_token": token}


@component(register, "dots")
def dots() -> dict[str, Any]:
    return {}


@component(register, "timeline")
def timeline(items: Items, label: str = "") -> dict[str, Any]:
    return {"items": items, "label": label}


@component(register, "stays_leaves")
def stays_leaves(
    to: str, stays: Sequence[str], leaves: Sequence[Any], basis: str = "", until: str = ""
) -> dict[str, Any]:
    pairs = [leaf if isinstance(leaf, Mapping) else {"value": leaf} for leaf in leaves]
    return {"to": to, "stays": stays, "leaves": pairs, "basis": basis, "until": until}


# Tables -----------------------------------------------------------------------------------------


@component(register, "data_table")
def data_table(
    caption: str, columns: Items, rows: Sequence[Sequence[Any]], empty: str = "", hide_caption: bool = False
) -> dict[str, Any]:
    """Rows of cells; a cell is a value or a mapping with `text` and `href`; the first is the row's header."""
    body = [[_cell(value, column) for value, column in zip(row, columns, strict=True)] for row in rows]
    return {
        "caption": caption, "columns": columns, "rows": body, "empty": empty, "hide_caption": hide_caption,
    }  # fmt: skip


def _cell(value: Any, column: Mapping[str, Any]) -> dict[str, Any]:
    shown = value if isinstance(value, Mapping) else {"text": value}
    return {**shown, "label": column["label"], "numeric": column.get("numeric", False)}


@block_component(register, "tablewrap")
def tablewrap(content: str, caption: str, hide_caption: bool = False) -> dict[str, Any]:
    return {"content": content, "caption": caption, "hide_caption": hide_caption}


# Forms ------------------------------------------------------------------------------------------


@component(register, "error_summary")
def error_summary(*forms: BaseForm | None) -> dict[str, Any]:
    """Every error of these forms, linked to its field, in the same words; the page opens with it in focus."""
    found = []
    for form in filter(None, forms):
        form.summary_shown = True  # type: ignore[attr-defined]  # so that {{ form }} does not print it again
        found += errors_of(form)
    kept = not any(isinstance(f.widget, PasswordInput) for form in filter(None, forms) for f in form.fields.values())
    return {"errors": found, "kept": kept}  # a password is never written back into a page


@component(register, "fields")
def fields(form: BaseForm, *names: str) -> dict[str, Any]:
    return {"fields": [form[name] for name in names]}


@component(register, "draft_status")
def draft_status() -> dict[str, Any]:
    return {}
