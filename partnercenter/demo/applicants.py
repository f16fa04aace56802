"""Partners on their way: one that is waited for too long, one that may go over, one with its agreement before it."""

from __future__ import annotations

from typing import Final

from accounts.states import Programme
from partnercenter.demo.shapes import GA, SA, Organisation, Person

APPLICANTS: Final = (
    Organisation(
        "olson",
        "Olson Cloud",
        "SE",
        (Person("astrid", "Astrid Lindqvist", (GA,)),),
        mpn_id="4533917",
        signs_mpa=False,
        applied_days_ago=12,
    ),
    Organisation(
        "liberty",
        "Liberty Cloud Services",
        "NL",
        (Person("daan", "Daan de Vries", (GA,)), Person("lotte", "Lotte Bakker", (SA,))),
        programme=Programme.DIRECT_BILL,
        mpn_id="4561208",
        leaves_direct_bill=True,
    ),
    Organisation(
        "nod",
        "Nod Cloud",
        "ES",
        (Person("lucia", "Lucía Ortega", (GA,)),),
        programme=Programme.DIRECT_BILL,
        mpn_id="4570331",
        leaves_direct_bill=True,
        enrols_as_reseller=True,
    ),
)
