"""A query written once says the same as one written anew."""

from __future__ import annotations

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Q

from accounts.models import Tenant
from partnercenter.core.prepared import Prepared
from tests import factories as make


def test_it_reads_the_row_that_is_asked_for_each_time(db, django_assert_num_queries) -> None:
    first, second = make.TenantFactory(name="한빛"), make.TenantFactory(name="100% sure")
    read = Prepared(lambda pk: Tenant.objects.filter(pk=pk).annotate(is_hangul=Q(name__contains="한")))
    for tenant, is_hangul in ((first, True), (second, False), (first, True)):
        with django_assert_num_queries(1):
            row = read.get(tenant.pk)
        assert (row, row.name, row.is_hangul, row.created_at) == (
            tenant,
            tenant.name,
            is_hangul,
            tenant.created_at,
        )


def test_what_is_not_there_is_said(db) -> None:
    with pytest.raises(ObjectDoesNotExist):
        Prepared(lambda pk: Tenant.objects.filter(pk=pk)).get(0)
