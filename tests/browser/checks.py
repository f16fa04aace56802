"""What is looked at on every page in a real browser; each check returns what is wrong, in words."""

from __future__ import annotations

from typing import Any, Literal

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# The rules that read how the page is shown; the others read the document.
SHOWN = ["color-contrast", "link-in-text-block", "target-size", "scrollable-region-focusable"]
Scheme = Literal["light", "dark"]

_AXE = """async ([makes, only, without]) => {
  const result = await axe.run(makes ? {include: MADE.filter(([made]) => makes.includes(made)).map(([_, e]) => e)} : document, {
    runOnly: only, rules: Object.fromEntries(without.map(name => [name, {enabled: false}])),
    resultTypes: ['violations'], elementRef: false, preload: false});
  return result.violations.map(v => v.id + ' at ' + v.nodes.slice(0, 3).map(n => n.target.join(' ') + ': '
    + [...n.any, ...n.all, ...n.none].map(c => c.message).join('; ')).join(' | '));
}"""

# Everything one can tab to and see. A closed <details> hides its inside from checkVisibility, a radio group is one stop.
_STOPS = """const stops = [...document.querySelectorAll(
    'a[href], button, input, select, textarea, summary, [tabindex="0"]')].filter(
    e => !e.disabled && e.type !== 'hidden' && e.tabIndex >= 0 && e.checkVisibility({visibilityProperty: true}));"""

_FOCUS = (
    """() => {"""
    + _STOPS
    + """
  const found = stops.filter(e => e.tabIndex > 0).map(e => 'a tabindex above 0: ' + e.outerHTML.slice(0, 120));
  for (const e of stops) {
    e.focus();
    if (document.activeElement !== e) continue;
    const seen = e.closest('.pc-skip') || e, style = getComputedStyle(seen);
    if (style.outlineStyle === 'none' || parseFloat(style.outlineWidth) < 2)
      found.push('focus cannot be seen: ' + e.outerHTML.slice(0, 120));
  }
  document.activeElement.blur();
  return found;
}"""
)

# Colours are read when they have arrived, not on their way.
_SETTLE = (
    """() => { getComputedStyle(document.body).color; document.getAnimations().forEach(a => a.finish()); }"""
)

_MOTION = """() => [...document.querySelectorAll('*')].filter(e => {
  const s = getComputedStyle(e);
  const long = list => list.split(',').some(one => parseFloat(one) * (one.trim().endsWith('ms') ? 1 : 1000) > 10);
  return long(s.transitionDuration) || (s.animationName !== 'none' && long(s.animationDuration));
}).slice(0, 3).map(e => 'still moves: ' + e.outerHTML.slice(0, 120))"""

# In forced colours backgrounds go away: what is a button must still have an edge.
_EDGES = """() => [...document.querySelectorAll('main .btn, main input:not([type=hidden]), main select, main textarea')]
  .filter(e => e.checkVisibility() && parseFloat(getComputedStyle(e).borderTopWidth) < 1
    && !['checkbox', 'radio'].includes(e.type) && getComputedStyle(e).appearance === 'none')
  .slice(0, 3).map(e => 'no edge: ' + e.outerHTML.slice(0, 120))"""

# What decides an element's colours, edges and outline: what it is and stands in, not what it says.
_MAKE = """() => {
  const own = e => [e.tagName, e.className, e.type || '', e.disabled ? 'off' : '', e.getAttribute('aria-current') || '',
    e.getAttribute('aria-invalid') || '', e.getAttribute('data-bs-theme') || ''].join(' ');
  const path = e => e === document.body ? '' : path(e.parentElement) + '>' + own(e);
  const says = e => [...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim())
    || ['INPUT', 'SELECT', 'TEXTAREA', 'BUTTON'].includes(e.tagName);
  window.MADE = [...document.querySelectorAll('body *')].filter(e => says(e) && e.checkVisibility()).map(e => [path(e), e]);
  return MADE.map(([made]) => made);
}"""

_OVERFLOW = """() => document.documentElement.scrollWidth <= document.documentElement.clientWidth ? [] :
  [...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > innerWidth + 1)
  .slice(0, 5).map(e => e.tagName + '.' + e.className)"""


def _axe(page: Page, makes: list[str] | None, only: dict[str, Any], without: list[str]) -> list[str]:
    """Violations of axe. It comes over the debugger's line, so the page's own policy stays in force."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    found: list[str] = page.evaluate(_AXE, [makes, only, without])
    return found


def axe(page: Page) -> list[str]:
    """What is wrong with the document, and with how it is shown now."""
    return _axe(page, None, {"type": "tag", "values": TAGS}, [])


def axe_of_the_document(page: Page) -> list[str]:
    return _axe(page, None, {"type": "tag", "values": TAGS}, SHOWN)


def axe_of_the_look(page: Page, makes: set[str]) -> list[str]:
    """Of elements of these makes, see `make`."""
    return _axe(page, sorted(makes), {"type": "rule", "values": SHOWN}, []) if makes else []


def make(page: Page) -> set[str]:
    """Of everything that is read or used: what it is and stands in. What is of one make looks alike."""
    return set(page.evaluate(_MAKE))


def overflow(page: Page) -> list[str]:
    """Elements that stick out of the page sideways."""
    found: list[str] = page.evaluate(_OVERFLOW)
    return found


def show(page: Page, width: int, scheme: Scheme) -> None:
    """From the top: what scrolls under the header on the way is no smaller for it, but axe measures what is left."""
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)
    page.evaluate(_SETTLE)
    page.evaluate("() => scrollTo({top: 0, behavior: 'instant'})")


def skip_link(page: Page) -> list[str]:
    """The first Tab meets the skip link, which can be seen then, and leads into the page."""
    page.keyboard.press("Tab")
    link: dict[str, Any] = page.evaluate(
        """() => { const e = document.activeElement, box = e.getBoundingClientRect();
        return {target: e.getAttribute('href') || '', seen: box.top >= 0 && box.left >= 0 && box.width > 20}; }"""
    )
    if not link["target"].startswith("#"):
        return [f"the first stop is no skip link: {link}"]
    if not link["seen"]:
        return ["the skip link stays hidden"]
    page.keyboard.press("Enter")
    where = page.evaluate("() => document.activeElement.id")
    return [] if f"#{where}" == link["target"] else [f"the skip link leads to {where!r}"]


def focus(page: Page) -> list[str]:
    """Every stop of the Tab key shows that it has the focus, in the order of the page."""
    page.keyboard.press("Tab")  # from here on the browser shows focus as it does for the keyboard
    found: list[str] = page.evaluate(_FOCUS)
    return found


def tab_stops(page: Page, most: int = 80) -> list[str]:
    """What Tab meets from the top of the page on, until it begins anew."""
    page.evaluate(
        "() => { document.activeElement.blur(); getSelection().removeAllRanges(); scrollTo(0, 0); }"
    )
    found: list[str] = []
    for _ in range(most):
        page.keyboard.press("Tab")
        name: str = page.evaluate(
            """() => { const e = document.activeElement;
            return e === document.body ? '' : (e.innerText || e.value || e.name || e.id || e.tagName).trim(); }"""
        )
        if not name:
            break
        found.append(name)
    return found


def calm(page: Page) -> list[str]:
    """In forced colours, with reduced motion: buttons and fields keep an edge, focus is seen, nothing moves."""
    page.emulate_media(forced_colors="active")
    found = [*page.evaluate(_MOTION), *page.evaluate(_EDGES), *overflow(page), *focus(page)]
    page.emulate_media(forced_colors="none")
    return found
