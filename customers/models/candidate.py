from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from customers.querysets import CandidateQuerySet, CustomerImportQuerySet
from customers.states import IMPORT_TRANSITIONS, WORKING, ImportStatus
from partnercenter.core.ids import PublicIdField


class CustomerImport(models.Model):
    """One CSV of existing customers: read by a worker as a trial first, taken over when the person says so (D4).

    `content` is the file as it came (at most 10 MB), gone once it is finished. `done` and `total` count rows; each
    row is `new`, `changed` (a candidate with other facts), `known` (a candidate with the same), `held` (a customer
    already) or `faulty`. `errors` holds the first 1,000 faults as [line, column, code, value, more], `fault_log` all
    of them (customers.faults), `fault_count` how many they are.
    """

    public_id = PublicIdField()
    partner = models.ForeignKey(
        "accounts.Tenant", models.CASCADE, related_name="+", verbose_name=_("partner")
    )
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(_("uploaded"), auto_now_add=True)
    file_name = models.CharField(_("file"), max_length=200)
    content = models.BinaryField()
    status = models.CharField(
        _("state"), max_length=9, choices=ImportStatus.choices, default=ImportStatus.CHECKING
    )
    total = models.PositiveIntegerField(_("rows"), default=0)
    done = models.PositiveIntegerField(_("rows done"), default=0)
    encoding = models.CharField(_("encoding"), max_length=16, blank=True)
    new = models.PositiveIntegerField(_("new"), default=0)
    changed = models.PositiveIntegerField(_("changed"), default=0)
    known = models.PositiveIntegerField(_("known already"), default=0)
    held = models.PositiveIntegerField(_("customers already"), default=0)
    faulty = models.PositiveIntegerField(_("with errors"), default=0)
    errors = models.JSONField(default=list)
    fault_count = models.PositiveIntegerField(default=0)
    fault_log = models.BinaryField(default=bytes)
    finished_at = models.DateTimeField(_("finished"), null=True)

    objects = CustomerImportQuerySet.as_manager()
    transitions = IMPORT_TRANSITIONS

    class Meta:
        verbose_name = _("import of customers")
        verbose_name_plural = _("imports of customers")
        constraints: ClassVar = [
            models.CheckConstraint(
                name="customer_import_finished_stamp",
                condition=Q(status__in=["done", "failed", "dropped"], finished_at__isnull=False)
                | (~Q(status__in=["done", "failed", "dropped"]) & Q(finished_at__isnull=True)),
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["partner", "-uploaded_at", "-id"], name="customer_import_of_partner"),
            models.Index(
                fields=["id"],
                name="customer_import_waiting",
                condition=Q(status__in=["checking", "importing"]),
            ),
        ]

    def __str__(self) -> str:
        return self.file_name

    @property
    def event_name(self) -> str:
        return self.file_name

    @property
    def is_working(self) -> bool:
        """A worker has it, or is about to."""
        return self.status in WORKING

    @property
    def wanted(self) -> int:
        """How many rows an import would write."""
        return self.new + self.changed


class Candidate(models.Model):
    """An existing customer of a partner that has no relationship here yet: it takes the customer's acceptance (D4).

    Known by its domain: importing the same file again changes rows and doubles none.
    """

    public_id = PublicIdField()
    partner = models.ForeignKey(
        "accounts.Tenant", models.CASCADE, related_name="+", verbose_name=_("partner")
    )
    name = models.CharField(_("company name"), max_length=200)
    name_key = models.CharField(max_length=200, db_collation="C", editable=False)
    domain = models.CharField(_("domain"), max_length=253, db_collation="C")
    country = models.ForeignKey(
        "accounts.Country", models.PROTECT, related_name="+", verbose_name=_("country")
    )
    contact_name = models.CharField(_("contact"), max_length=100, blank=True)
    contact_email = models.EmailField(_("e-mail of the contact"), max_length=254)
    contact_key = models.CharField(max_length=320, db_collation="C", editable=False)
    reference = models.CharField(_("your reference"), max_length=100, blank=True)
    imported_in = models.ForeignKey(CustomerImport, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(_("imported"), auto_now_add=True)

    objects = CandidateQuerySet.as_manager()

    class Meta:
        verbose_name = _("candidate")
        verbose_name_plural = _("candidates")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["partner", "domain"], name="candidate_domain_once")
        ]
        indexes: ClassVar = [
            models.Index(fields=["partner", "name_key", "id"], name="candidate_name"),
            models.Index(fields=["partner", "-created_at", "-id"], name="candidate_created"),
            models.Index(fields=["partner", "contact_key"], name="candidate_contact"),
        ]

    def __str__(self) -> str:
        return self.name
