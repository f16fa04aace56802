"""What the demo's customers have bought, as data: by whom, how long ago, and what has become of it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Bought:
    """One line of an order. `then`: suspend, cancel, or keep (it does not renew). `contact`: who answers the customer."""

    offer: str
    quantity: int = 1
    name: str = ""
    then: str = ""
    contact: str = ""
    more: int = 0  # licences added today


@dataclass(frozen=True)
class Purchase:
    """One order of `partner` for `customer`; `reseller` becomes reseller of record.

    It is `days` old, or so old that its first term ends in so many days (`ends_in`: term, days).
    """

    partner: str
    customer: str
    lines: tuple[Bought, ...]
    days: int = 0
    ends_in: tuple[str, int] | None = None
    reseller: str = ""
    may_wait: bool = False


_B = Bought

PURCHASES = (
    # Contoso, a provider, with its resellers
    Purchase(
        "contoso",
        "woodgrove",
        (
            _B("M365-E3-P1Y-M", 120, name="E3 for the branches", contact="northwind", more=10),
            _B("EXO-P1-P1Y-M", 30),
            _B("AZURE-PLAN"),
        ),
        days=200,
        reseller="northwind",
    ),
    Purchase("contoso", "woodgrove", (_B("PBI-PRO-P1M", 15), _B("VISIO-P2-P1M", 4, then="cancel")), days=3),
    Purchase("contoso", "woodgrove", (_B("D365-SALES-PRO-P1Y", 8),), days=45, reseller="tailspin"),
    Purchase("contoso", "woodgrove", (_B("M365-E5-P3Y", 12, name="E5 for the board"),), days=390),
    Purchase("contoso", "margies", (_B("M365-BUS-STD-P1Y-M", 18),), reseller="northwind", may_wait=True),
    Purchase(
        "contoso",
        "lamna",
        (_B("M365-BUS-PREM-P1Y-M", 45), _B("RELE-BACKUP-P1Y-M", 45, then="keep")),
        ends_in=("P1Y", 12),
        reseller="northwind",
    ),
    Purchase(
        "contoso",
        "lamna",
        (_B("TEAMS-PHONE-P1Y-M", 20, then="suspend"), _B("EMS-E3-P1Y", 45)),
        days=100,
        reseller="northwind",
    ),
    Purchase("contoso", "lamna", (_B("TEAMS-EXPLORATORY-P1Y-M", 25),), ends_in=("P1Y", -4)),
    Purchase("contoso", "bellows", (_B("M365-F3-P1Y-M", 200), _B("ALPINE-SIGN-P1M", 200)), days=75),
    Purchase("contoso", "bellows", (_B("PROJECT-P3-P1M", 3, then="keep"),), ends_in=("P1M", -9)),
    Purchase("contoso", "bellows", (_B("PBI-PPU-P1Y-M", 6, then="keep"),), ends_in=("P1Y", -50)),
    Purchase("contoso", "bellows", (_B("M365-APPS-BUS-P1M", 12),), ends_in=("P1M", 5), reseller="vanarsdel"),
    Purchase("contoso", "trey", (_B("M365-BUS-PREM-P1Y-M", 14), _B("EXO-P1-P1M", 6)), days=110),
    # Southridge sells directly
    Purchase(
        "southridge",
        "humongous",
        (_B("M365-E5-P1Y-M", 60), _B("AZURE-PLAN"), _B("RI-D2SV5-P3Y-M", 5)),
        days=95,
    ),
    Purchase("southridge", "humongous", (_B("WS-STD-16", 4), _B("SQL-STD-2C", 2)), days=20),
    Purchase("southridge", "humongous", (_B("VISIO-P2-P1Y", 10),), ends_in=("P1Y", 28)),
    # Korea
    Purchase("hangang", "areum", (_B("M365-BUS-BASIC-P1Y-M", 40),), ends_in=("P1Y", 20), reseller="hanbit"),
    Purchase("hangang", "areum", (_B("NURI-APPROVAL-P1Y-M", 40),), days=150, reseller="hanbit"),
    Purchase(
        "hangang",
        "sonamu",
        (_B("M365-BUS-STD-P1Y-M", 25), _B("EXO-P2-P1M", 5), _B("AZURE-PLAN")),
        days=130,
        reseller="hanbit",
    ),
    Purchase("hangang", "haneul", (_B("M365-E3-P1Y-M", 300),), reseller="hanbit", may_wait=True),
    Purchase("dongbaek", "mirae", (_B("M365-E3-P1Y", 30), _B("PBI-PRO-P1Y-M", 10)), days=160),
)
