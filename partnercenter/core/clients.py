"""Where a request comes from."""

from __future__ import annotations

from ipaddress import ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest


def client_ip(request: HttpRequest) -> str:
    """The peer's address, or what our own proxies (settings.TRUSTED_PROXIES) appended; never what the client wrote."""
    hops = [hop.strip() for hop in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if hop.strip()]
    trusted = settings.TRUSTED_PROXIES
    return hops[-trusted] if trusted and len(hops) >= trusted else str(request.META.get("REMOTE_ADDR", ""))


def neighbourhood(address: str) -> str:
    """What is counted as one: an IPv4 address, or the /64 of an IPv6 one, which is what one subscriber has at least."""
    try:
        ip = ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if ip.version == 4 or ip.ipv4_mapped:
        return str(ip.ipv4_mapped if ip.version == 6 else ip)
    return str(ip_network((ip, 64), strict=False))


def network(address: str) -> str:
    """The address cut off, as it is kept and shown: a /24 of IPv4 or a /48 of IPv6; "" for what is none."""
    try:
        ip = ip_address(neighbourhood(address).partition("/")[0])
    except ValueError:
        return ""
    return str(ip_network((ip, 24 if ip.version == 4 else 48), strict=False))
