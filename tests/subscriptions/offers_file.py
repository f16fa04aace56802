"""A file of offers as operators import them."""

from __future__ import annotations

from django.core.files.uploadedfile import SimpleUploadedFile

HEADS = (
    "code,product,publisher,publisher_name,name,kind,category,term,billing_cycle,minimum,maximum,once_per_customer,"
    "resource,regions,KRW,EUR"
)
GOOD = (
    "BK-1,Backup,partner,Relecloud,Backup for mail,licence,enterprise,P1Y,monthly,1,300,no,,*,12000,9.50",
    'BK-2,Backup,partner,Relecloud,"Backup, ten years",licence,enterprise,P3Y,annual,5,300,yes,,Europe,,114',
    "RI-1,Reserved,microsoft,Microsoft,Reserved VM,reservation,enterprise,P1Y,annual,1,50,no,reservations,*,540000,400",
)


def content(*lines: str, heads: str = HEADS) -> bytes:
    return "\n".join([heads, *(lines or GOOD)]).encode()


def offers_file(*lines: str) -> SimpleUploadedFile:
    return SimpleUploadedFile("offers.csv", content(*lines))
