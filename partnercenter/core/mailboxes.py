"""Mail providers where anybody gets a mailbox: an address there says nothing about a company (reference 3.2)."""

from __future__ import annotations

import re

# Each with every ending of a country: yahoo.co.kr is one as yahoo.com is.
_NAMES = frozenset(
    {
        *(
            "gmail",
            "googlemail",
            "yahoo",
            "ymail",
            "rocketmail",
            "icloud",
            "aol",
            "outlook",
            "hotmail",
            "msn",
        ),
        *("live", "gmx", "proton", "protonmail", "tutanota", "yandex", "zoho", "mail", "inbox", "fastmail"),
    }
)
_DOMAINS = frozenset(
    {
        *(
            "me.com",
            "mac.com",
            "pm.me",
            "tuta.com",
            "hey.com",
            "web.de",
            "t-online.de",
            "freenet.de",
            "arcor.de",
        ),
        *(
            "orange.fr",
            "wanadoo.fr",
            "free.fr",
            "laposte.net",
            "sfr.fr",
            "libero.it",
            "virgilio.it",
            "tiscali.it",
        ),
        *(
            "wp.pl",
            "o2.pl",
            "onet.pl",
            "interia.pl",
            "seznam.cz",
            "centrum.cz",
            "ukr.net",
            "bk.ru",
            "list.ru",
        ),
        *(
            "rambler.ru",
            "naver.com",
            "hanmail.net",
            "daum.net",
            "kakao.com",
            "nate.com",
            "qq.com",
            "foxmail.com",
        ),
        *("163.com", "126.com", "yeah.net", "sina.com", "sina.cn", "sohu.com", "docomo.ne.jp", "ezweb.ne.jp"),
        *(
            "rediffmail.com",
            "uol.com.br",
            "bol.com.br",
            "terra.com.br",
            "comcast.net",
            "verizon.net",
            "att.net",
        ),
        *("sbcglobal.net", "btinternet.com", "bigpond.com", "telstra.com", "mailinator.com", "yopmail.com"),
        *("guerrillamail.com", "10minutemail.com", "trashmail.com", "temp-mail.org"),
    }
)


_ENDING = re.compile(r"com|net|org|[a-z]{2}|(?:co|com|ne|net|or|org)\.[a-z]{2}")


def is_free_mailbox(domain: str) -> bool:
    """Whether the domain of an address is that of a mail provider."""
    host = domain.casefold().rstrip(".")
    name, _dot, ending = host.partition(".")
    return host in _DOMAINS or (name in _NAMES and bool(_ENDING.fullmatch(ending)))
