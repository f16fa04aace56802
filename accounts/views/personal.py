"""What the portal keeps about the person: as a file, and how it is taken away."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone

from accounts.personal import data_of
from accounts.views.account import AccountView


class YourDataView(AccountView):
    def get(self, request: HttpRequest) -> HttpResponse:
        return self.page(
            "account/your_data.html",
            support_email=settings.SUPPORT_EMAIL,
            mail_days=settings.MAIL_TEXT_DAYS,
        )


class DataFileView(AccountView):
    """All of it is worth as much to a stranger as to the person, who therefore proves again who they are."""

    needs_recent_sign_in = True

    def get(self, request: HttpRequest) -> HttpResponse:
        data = {"portal": settings.SITE_URL, "written_at": timezone.now(), **data_of(self.person)}
        response = JsonResponse(data, json_dumps_params={"ensure_ascii": False, "indent": 1})
        name = f"my-data-{timezone.localdate():%Y-%m-%d}.json"
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        return response
