from __future__ import annotations

from django.http import HttpRequest, StreamingHttpResponse

from accounts.permissions import Permission
from accounts.views.base import TenantView
from customers.export import file_name, stream
from customers.filters import CustomerFilter
from customers.reading import matching, relationships_of


class CustomerExportView(TenantView):
    """What the list's filter shows as CSV, one line for each capacity in which a customer is held."""

    permission = Permission.CUSTOMERS_EXPORT

    def get(self, request: HttpRequest) -> StreamingHttpResponse:
        rows = relationships_of(self.tenant)
        filterset = CustomerFilter(request.GET, queryset=rows, request=request, tenant=self.tenant)
        parts = [filterset.qs.filter(wanted) for wanted in matching(filterset, filterset.qs)]
        pieces = stream(parts, user_id=self.actor.user.pk, tenant_id=self.tenant.pk)
        response = StreamingHttpResponse(pieces, content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="{file_name()}"'
        return response
