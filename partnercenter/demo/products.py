"""The products of the demo's catalogue, as data: prices in US dollars for one seat a month (or once)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from subscriptions.facts import ProductFacts
from subscriptions.states import Publisher, PurchaseResource


@dataclass(frozen=True)
class Sale:
    """How a product is sold. `way`: flexible, yearly or long licences; usage; once (software); reserved."""

    code: str
    name: str
    price: Decimal
    way: str = "flexible"
    minimum: int = 1
    maximum: int = 10_000
    small: bool = False
    once: bool = False
    resource: str = PurchaseResource.RESERVATIONS
    regions: tuple[str, ...] = ()  # empty: everywhere


def _sale(code: str, name: str, price: str, way: str = "flexible", **more: Any) -> Sale:
    return Sale(code, name, Decimal(price), way, **more)


def _microsoft(name: str, description: str, *sales: Sale) -> tuple[ProductFacts, tuple[Sale, ...]]:
    return ProductFacts(name, Publisher.MICROSOFT, "Microsoft", description), sales


def _other(
    publisher: str, name: str, description: str, *sales: Sale
) -> tuple[ProductFacts, tuple[Sale, ...]]:
    return ProductFacts(name, Publisher.PARTNER, publisher, description), sales


_SMALL: dict[str, Any] = {"maximum": 300, "small": True}

MICROSOFT_365 = (
    _microsoft(
        "Microsoft 365 Business",
        "Mail, meetings, files and Office for companies with up to 300 people.",
        _sale("M365-BUS-BASIC", "Microsoft 365 Business Basic", "6", **_SMALL),
        _sale("M365-BUS-STD", "Microsoft 365 Business Standard", "12.50", **_SMALL),
        _sale("M365-BUS-PREM", "Microsoft 365 Business Premium", "22", **_SMALL),
        _sale("M365-APPS-BUS", "Microsoft 365 Apps for business", "8.25", **_SMALL),
    ),
    _microsoft(
        "Microsoft 365 Enterprise",
        "Everything of Microsoft 365 for organisations of any size, with management and security.",
        _sale("M365-E3", "Microsoft 365 E3", "36", "long", maximum=100_000),
        _sale("M365-E5", "Microsoft 365 E5", "57", "long", maximum=100_000),
        _sale("M365-F3", "Microsoft 365 F3", "8", "flexible", maximum=100_000),
    ),
    _microsoft(
        "Exchange Online",
        "Mailboxes and calendars.",
        _sale("EXO-P1", "Exchange Online (Plan 1)", "4", maximum=100_000),
        _sale("EXO-P2", "Exchange Online (Plan 2)", "8", maximum=100_000),
    ),
    _microsoft(
        "Microsoft Teams",
        "Meetings, chat and telephony.",
        _sale("TEAMS-ESS", "Microsoft Teams Essentials", "4", **_SMALL),
        _sale("TEAMS-PHONE", "Microsoft Teams Phone Standard", "8", maximum=100_000),
        _sale("TEAMS-EXPLORATORY", "Microsoft Teams Exploratory", "1", "yearly", once=True),
    ),
    _microsoft(
        "Enterprise Mobility + Security",
        "Identities, devices and access.",
        _sale("EMS-E3", "Enterprise Mobility + Security E3", "10.60", "yearly", maximum=100_000),
    ),
)
BUSINESS = (
    _microsoft(
        "Dynamics 365",
        "Sales, service and finance in one system.",
        _sale("D365-SALES-PRO", "Dynamics 365 Sales Professional", "65", "yearly"),
        _sale("D365-BC-ESS", "Dynamics 365 Business Central Essentials", "70", "yearly"),
        _sale("D365-BC-TEAM", "Dynamics 365 Business Central Team Members", "8", "yearly"),
        _sale("D365-CS-ENT", "Dynamics 365 Customer Service Enterprise", "105", "yearly", minimum=5),
    ),
    _microsoft(
        "Power BI",
        "Reports and dashboards.",
        _sale("PBI-PRO", "Power BI Pro", "14", maximum=100_000),
        _sale("PBI-PPU", "Power BI Premium Per User", "24", "yearly", maximum=100_000),
    ),
    _microsoft(
        "Visio and Project",
        "Diagrams and plans.",
        _sale("VISIO-P2", "Visio Plan 2", "15"),
        _sale("PROJECT-P3", "Project Plan 3", "30"),
    ),
)
AZURE_AND_SOFTWARE = (
    _microsoft(
        "Azure plan",
        "Virtual machines, databases and every other service of Azure, billed by what is used.",
        _sale("AZURE-PLAN", "Azure plan", "0", "usage", maximum=1, once=True),
    ),
    _microsoft(
        "Azure reserved instances",
        "Capacity reserved for one or three years, cheaper than by use.",
        _sale("RI-D2SV5", "Reserved VM Instance, D2s v5", "45", "reserved", maximum=500),
        _sale("RI-E4SV5", "Reserved VM Instance, E4s v5", "118", "reserved", maximum=500),
        _sale("RI-SQL-2VC", "Reserved capacity, SQL Database, 2 vCores", "210", "reserved", maximum=200),
    ),
    _microsoft(
        "Azure savings plan for compute",
        "A fixed amount an hour for one or three years, for lower prices on all compute.",
        _sale(
            "SP-COMPUTE",
            "Azure savings plan for compute, 1 USD an hour",
            "730",
            "reserved",
            maximum=100,
            resource=PurchaseResource.SAVINGS_PLANS,
        ),
    ),
    _microsoft(
        "Windows Server",
        "Server software, bought once.",
        _sale("WS-STD-16", "Windows Server 2025 Standard, 16 cores", "1176", "once", maximum=500),
        _sale("WS-CAL-5", "Windows Server 2025, 5 user CALs", "230", "once", maximum=1000),
    ),
    _microsoft(
        "SQL Server",
        "Databases on your own servers, bought once or for a term.",
        _sale("SQL-STD-2C", "SQL Server 2022 Standard, 2 cores", "3945", "once", minimum=2, maximum=200),
    ),
)
OTHER_PUBLISHERS = (
    _other(
        "Relecloud",
        "Relecloud Backup",
        "A second copy of mailboxes, sites and teams, in a data centre of another provider.",
        _sale("RELE-BACKUP", "Relecloud Backup for Microsoft 365", "2.50", minimum=5, maximum=5000),
        _sale("RELE-ARCHIVE", "Relecloud Archive, ten years", "1.40", "yearly", minimum=25, maximum=5000),
    ),
    _other(
        "Alpine Ski House",
        "Alpine Signatures",
        "One signature for every mail of the company, on every device.",
        _sale("ALPINE-SIGN", "Alpine Signatures", "1", minimum=10, regions=("Europe",)),
    ),
    _other(
        "누리소프트",
        "누리 전자결재",
        "Microsoft 365와 함께 쓰는 전자결재와 근태 관리입니다.",
        _sale("NURI-APPROVAL", "누리 전자결재", "3.20", minimum=5, regions=("Korea, Republic of",)),
    ),
)

PRODUCTS = (*MICROSOFT_365, *BUSINESS, *AZURE_AND_SOFTWARE, *OTHER_PUBLISHERS)
