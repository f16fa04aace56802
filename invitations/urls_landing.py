from __future__ import annotations

from django.urls import URLPattern

landing_patterns: list[URLPattern] = []
