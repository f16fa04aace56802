"""The components pages are built from. Start a page so:

    {% extends "base.html" %}{% load i18n ui %}{% block title %}{% translate "Invitations" %}{% endblock %}
    {% block content %}
    {% translate "Invitations" as heading %}
    {% page_header heading count=count_label lead="…" badge=badge back_url=url back_label="…" %}
      <a class="btn btn-primary" href="…">{% icon "plus" %}{% translate "Request a partnership" %}</a>
      {% menu %}<a class="pc-menu-item" href="…">…</a>{% endmenu %}
    {% endpage_header %}
    … {% endblock %}

A state       {% status_badge obj.badge %} or {% status_badge "Accepted" "success" "check" %}
A time        {% time_tag value %}  {% time_tag value relative=False %}  {% time_tag value day=True %}
A panel       {% panel "Details" %}…{% endpanel %}; flush=True where a table or a summary fills it to the edge
Facts         {% summary_list %}{% summary_row "Country" %}Korea{% endsummary_row %}{% endsummary_list %};
              an empty row says "Not provided"; change_url= adds a "Change" link
A message     {% notice "warning" title="…" %}…{% endnotice %}: neutral, info, success, warning, danger
Nothing here  {% empty_state "first" "title" %}<p>…</p>action{% endempty_state %} (no_match, unavailable)
History       {% timeline entries %} with partnercenter.core.components.TimelineEntry
A form        {% form_for form submit="Save" cancel_url=url %}more fields or words{% endform_for %}
One button    {% post_button url "Resend" name=value %} is a whole POST form; copying:
              {% copy_field "link" url "Invitation link" %}, {% copy_button "element-id" "Copy link" %}
Months        {% month_chart chart %} with partnercenter.core.charts.MonthChart; a number as people read it: {{ n|grouped }}
Confirming    {% consequences ends=[…] stays=[…] not_done=[…] %} then {% form_for … tone="danger" keep_url= %}
The way back  {% back_link url "Invitations" %} or {% breadcrumbs crumbs %}
An icon       {% icon "mail" %} (names: partnercenter/core/icons.py), always beside words
Words written in a template count as safe HTML, variables are escaped. Lists: see templates/generic/list.html.
In tables give each cell `data-label="…"`: it is its label on a phone.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from django import forms, template
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from partnercenter.core import dates, icons, numbers
from partnercenter.core.charts import MonthChart
from partnercenter.core.components import TONE_ICONS, Badge, Chip, Crumb, TimelineEntry
from partnercenter.core.forms import error_links

register = template.Library()

# Django's message tags and the words people use, as tones.
_TONES = {"debug": "neutral", "error": "danger", "critical": "danger"}


def _component(name: str, **context: Any) -> SafeString:
    return render_to_string(f"components/{name}.html", context)


def _trim(content: str) -> SafeString:
    """A block's rendered content without the white space around it; it was escaped when it was rendered."""
    return mark_safe(content.strip())  # noqa: S308


def tone_of(level: str) -> str:
    """The tone of a message level; an unknown one is neutral."""
    tone = _TONES.get(level, level)
    return tone if tone in TONE_ICONS else "neutral"


@register.simple_tag
def icon(name: str) -> SafeString:
    """An icon, hidden from screen readers: it stands beside words."""
    return icons.draw(name)


register.filter("grouped", numbers.grouped)


@register.simple_tag
def status_badge(label: Any, tone: str = "neutral", icon: str = "") -> SafeString:
    """A state: icon, word and tone. Takes a Badge, or its three parts."""
    if isinstance(label, Badge):
        label, tone, icon = label.label, label.tone, label.icon
    tone = tone_of(tone)
    drawn = icons.draw(icon or TONE_ICONS[tone])
    return format_html('<span class="pc-badge pc-{}">{}{}</span>', tone, drawn, label)


@register.simple_tag
def time_tag(value: date | datetime | None, *, relative: bool = True, day: bool = False) -> SafeString | str:
    """An instant with its zone and how far away it is; `day` leaves the time out. Nothing gives a dash."""
    if not value:
        return "–"
    whole = isinstance(value, datetime) and not day
    words = dates.instant_words(value) if whole else dates.date_words(value)  # type: ignore[arg-type]
    tag = format_html('<time datetime="{}">{}</time>', dates.machine_form(value), words)
    if not relative or not isinstance(value, datetime):
        return tag
    return format_html('{} <span class="pc-relative">{}</span>', tag, dates.relative_words(value))


@register.simple_block_tag
def page_header(
    content: str,
    title: str,
    *,
    count: Any = "",
    lead: str = "",
    badge: Badge | None = None,
    back_url: str = "",
    back_label: str = "",
) -> SafeString:
    """The page's only h1, its count or state, a sentence under it, and the actions given as content."""
    return _component(
        "page_header",
        title=title,
        count=count,
        lead=lead,
        badge=badge,
        back_url=back_url,
        back_label=back_label,
        actions=_trim(content),
    )


@register.simple_block_tag
def panel(content: str, title: str = "", *, flush: bool = False, id: str = "") -> SafeString:  # noqa: A002
    """A surface with an optional h2. `flush` leaves out the padding, for tables, lists and timelines."""
    return _component("panel", content=content, title=title, flush=flush, id=id)


@register.simple_block_tag
def menu(content: str, label: str = "") -> SafeString:
    """A "More" menu of links and buttons (class pc-menu-item); opens without a script."""
    return _component("menu", content=content, label=label or _("More actions"))


@register.simple_block_tag
def notice(content: str, level: str = "info", *, title: str = "", role: str = "") -> SafeString:
    """A message in the page. Give role="status" only to what answers an action just taken."""
    tone = tone_of(level.split()[-1] if level else "info")
    shown = {"content": _trim(content), "tone": tone, "icon": TONE_ICONS[tone]}
    return _component("notice", title=title, role=role, **shown)


@register.simple_block_tag
def empty_state(content: str, kind: str, title: str) -> SafeString:
    """Nothing to show, said in one of three ways: `first` use, `no_match`, or `unavailable`."""
    drawn = {"first": "box", "no_match": "search", "unavailable": "alert"}[kind]
    return _component("empty_state", content=_trim(content), icon=drawn, title=title, kind=kind)


@register.simple_block_tag
def summary_list(content: str) -> SafeString:
    """A list of facts; its rows are `summary_row`."""
    return format_html('<dl class="pc-summary">{}</dl>', content)


@register.simple_block_tag
def summary_row(content: str, label: str, *, change_url: str = "", change_label: str = "") -> SafeString:
    """One fact. An empty value says "Not provided"; `change_label` ends the hidden part of "Change …"."""
    return _component(
        "summary_row",
        content=_trim(content),
        label=label,
        change_url=change_url,
        change_label=change_label or label,
    )


@register.simple_tag
def timeline(entries: Iterable[TimelineEntry]) -> SafeString:
    """Events, newest first as given; what the system did is drawn lighter."""
    return _component("timeline", entries=list(entries))


@register.simple_tag
def month_chart(chart: MonthChart) -> SafeString:
    """Months as bars in two parts, and as a table."""
    return _component("month_chart", chart=chart)


@register.simple_tag
def filter_chips(chips: Sequence[Chip], clear_url: str = "") -> SafeString | str:
    """The applied filters, each with its own way out."""
    return _component("filter_chips", chips=chips, clear_url=clear_url) if chips else ""


@register.simple_tag
def pagination(page: Any) -> SafeString | str:
    """Previous and next of a `lists.Page`; nothing where everything fits on one page."""
    return _component("pagination", page=page) if page.previous_url or page.next_url else ""


@register.simple_tag
def copy_button(target: str, label: str = "", *, css: str = "btn-secondary") -> SafeString:
    """Copies what the element with this id holds; shows only where scripts run."""
    return _component("copy_button", target=target, label=label or _("Copy to clipboard"), css=css)


@register.simple_tag
def copy_field(id: str, value: str, label: str) -> SafeString:  # noqa: A002
    """A read-only field that can be selected by hand, with its copy button."""
    return _component("copy_field", id=id, value=value, label=label)


@register.simple_tag
def back_link(url: str, label: str) -> SafeString:
    """One step up."""
    return format_html('<a class="pc-back" href="{}">{}{}</a>', url, icons.draw("arrow-left"), label)


@register.simple_tag
def breadcrumbs(crumbs: Sequence[Crumb]) -> SafeString:
    """The way here; the last crumb is this page."""
    return _component("breadcrumbs", crumbs=crumbs)


@register.simple_tag
def consequences(**parts: Sequence[Any]) -> SafeString:
    """What a confirmation page says before it asks: what `ends`, what `stays`, what is `not_done`."""
    return _component("consequences", **parts)


@register.simple_tag
def error_summary(form: forms.BaseForm | None) -> SafeString | str:
    """ "There is a problem", with a link to each field; takes the focus."""
    if form is None or not form.errors:
        return ""
    return _component("error_summary", links=error_links(form))


@register.simple_block_tag(takes_context=True)
def form_for(
    context: template.Context,
    content: str,
    form: forms.BaseForm,
    *,
    submit: str,
    action: str = "",
    cancel_url: str = "",
    cancel: str = "",
    keep_url: str = "",
    keep: str = "",
    tone: str = "primary",
    username: str = "",
    id: str = "",  # noqa: A002
) -> SafeString:
    """A whole form: error summary, fields, your content, and the buttons.

    `username` tells password managers whose password a form without a name field changes.
    `tone="danger"` with `keep_url` and `keep="Keep partnership"` puts the harmless choice first.
    """
    return _component(
        "form",
        form=form,
        content=_trim(content),
        submit=submit,
        action=action or context["request"].path,
        cancel_url=cancel_url,
        cancel=cancel or _("Cancel"),
        keep_url=keep_url,
        keep=keep,
        tone=tone,
        username=username,
        id=id,
        csrf_token=context.get("csrf_token"),
    )


@register.simple_tag(takes_context=True)
def post_button(
    context: template.Context,
    url: str,
    label: str,
    *,
    css: str = "btn btn-secondary",
    icon: str = "",
    **values: Any,
) -> SafeString:
    """A button that is a whole POST form; further keywords become hidden fields."""
    return _component(
        "post_button",
        url=url,
        label=label,
        css=css,
        icon=icon,
        hidden=values,
        csrf_token=context.get("csrf_token"),
    )


@register.simple_tag
def row_checkbox(value: Any, label: str, *, name: str = "ids", form: str = "bulk") -> SafeString:
    """Ticks a row for the list's bulk actions; `label` says which row."""
    return format_html(
        '<input type="checkbox" name="{}" value="{}" form="{}" aria-label="{}">', name, value, form, label
    )
