"""What ends or renews, under /t/<slug>/; and the calendar feed, which calendar programs open without signing in."""

from __future__ import annotations

from django.urls import URLPattern, path, re_path

from partnercenter.core.ids import PublicIdConverter
from subscriptions.views import renewal_calendar, renewal_settings, renewals

pages: list[URLPattern] = [
    path("renewals/", renewals.RenewalListView.as_view(), name="renewal-list"),
    path("renewals/automatic/", renewals.RenewalAutomaticView.as_view(), name="renewal-automatic"),
    path("renewals/failed/", renewals.RenewalFailedView.as_view(), name="renewal-failed"),
    path("renewals/decide/", renewals.RenewalDecideView.as_view(), name="renewal-decide"),
    path("renewals/calendar/", renewal_calendar.RenewalCalendarView.as_view(), name="renewal-calendar"),
    path("renewals/settings/", renewal_settings.RenewalSettingsView.as_view(), name="renewal-settings"),
    path("renewals/settings/feed/", renewal_settings.FeedChangeView.as_view(), name="renewal-feed-change"),
    path(
        "renewals/<public_id:public_id>/settle/",
        renewals.AttentionSettleView.as_view(),
        name="attention-settle",
    ),
]
public: list[URLPattern] = [
    re_path(
        rf"^renewals/(?P<feed_id>{PublicIdConverter.regex})/(?P<feed_token>[A-Za-z0-9_-]{{43}})\.ics$",
        renewal_settings.RenewalFeedView.as_view(),
        name="renewal-feed",
    )
]
