"""The operators' pages."""

from __future__ import annotations

from typing import Any

from accounts.models import Tenant
from partnercenter.core import tenancy
from partnercenter.core.admin_site import site
from tests.browser.entries import Arguments, Entry, refused
from tests.browser.stage import Stage


def _first(model: Any) -> Arguments:
    def arguments(stage: Stage) -> dict[str, Any]:
        with tenancy.system(reason="test"):
            return {"object_id": model._default_manager.order_by("pk").first().pk}

    return arguments


def _operation(model: Any, name: str) -> Arguments:
    return lambda stage: {**(_first(model)(stage) if model else {}), "name": name}


def admin_pages() -> dict[str, Entry]:
    """The operators' pages: the index, and of every model its list, a row, and each of its operations."""
    pages = {
        "operations": Entry("admin:index", "operator"),
        "operations, looking only": Entry("admin:accounts_tenant_change", "onlooker", _first(Tenant)),
        "operations, raise rights": Entry("admin:raise-rights", "onlooker", query="?next=/admin/"),
        "operations, raise rights without a reason": Entry(
            "admin:raise-rights", "onlooker", then=refused("Raise my rights")
        ),
        "operations, history": Entry("admin:accounts_tenant_history", "operator", _first(Tenant)),
    }
    for model, admin in site._registry.items():
        meta, base = model._meta, f"admin:{model._meta.app_label}_{model._meta.model_name}"
        pages[f"operations, {meta.verbose_name_plural}"] = Entry(f"{base}_changelist", "operator")
        pages[f"operations, one {meta.verbose_name}"] = Entry(f"{base}_change", "operator", _first(model))
        for each in getattr(admin, "operations", ()):
            name = f"operations, {meta.verbose_name}: {each.name}"
            route = f"{base}_operations" if each.collection else f"{base}_operation"
            pages[name] = Entry(route, "operator", _operation(None if each.collection else model, each.name))
    return pages
