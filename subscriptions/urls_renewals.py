from __future__ import annotations

from django.urls import URLPattern

pages: list[URLPattern] = []
public: list[URLPattern] = []  # calendar programs open these without signing in
