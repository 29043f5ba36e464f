"""robots.txt by RFC 9309: what a site asks of a crawler, kept a day.

Unreachable or 5xx means that nothing may be fetched, 4xx that all may be (RFC 9309, 2.3.1). A file that is a
page of HTML (soft 404) holds no rule and allows all. Byte-order marks are common here and are no part of the
first line.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from urllib.parse import urlsplit

from protego import Protego

from khuyenhoc.crawl.fetch import Answer

KEPT = timedelta(days=1)
#: RFC 9309 asks to read at least this much.
READ = 500 * 1024
#: A longer Crawl-delay is kept to this: at one page a minute a site of 500 articles takes a working day.
LONGEST_DELAY = 60.0


@dataclass(frozen=True)
class Robots:
    """The rules of one host. `text` None: the host could not be asked, nothing may be fetched."""

    agent: str
    text: str | None
    reason: str = ""

    @cached_property
    def _rules(self) -> Protego:
        return Protego.parse(self.text or "")

    def refuses(self, url: str) -> str | None:
        """Why the address may not be fetched; None when it may.

        >>> Robots("khuyenhoc/0.1", "User-agent: *\\nDisallow: /quan-tri/").refuses("http://a.vn/quan-tri/x")
        'robots.txt disallows it for khuyenhoc'
        """
        if self.text is None:
            return f"robots.txt unreachable ({self.reason}): all is disallowed (RFC 9309)"
        if self._rules.can_fetch(url, self.agent):
            return None
        return f"robots.txt disallows it for {self.agent.partition('/')[0]}"

    @property
    def delay(self) -> float:
        """Seconds that the site wants between requests, by Crawl-delay or Request-rate."""
        if self.text is None:
            return 0.0
        asked = [self._rules.crawl_delay(self.agent) or 0.0]
        if rate := self._rules.request_rate(self.agent):
            asked.append(rate.seconds / max(rate.requests, 1))
        return min(max(asked), LONGEST_DELAY)

    def sitemaps(self) -> Iterator[str]:
        return iter(() if self.text is None else self._rules.sitemaps)


def address_of(url: str) -> str:
    """Where the robots.txt of a URL's host lies.

    >>> address_of("https://yenbai.gov.vn/khuyen-hoc?x=1")
    'https://yenbai.gov.vn/robots.txt'
    """
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}/robots.txt"


def read(answer: Answer, agent: str) -> Robots:
    """The rules that an answer gives, redirects already followed."""
    if answer.status is None or answer.failure is not None:
        return Robots(agent, None, answer.detail or "no answer")
    if answer.status >= 500 or answer.status == 429:
        return Robots(agent, None, f"HTTP {answer.status}")
    if answer.status >= 300:
        return Robots(agent, "", f"HTTP {answer.status}")
    body = answer.decoded.body[:READ]
    if body.lstrip()[:1] == b"<":
        return Robots(agent, "", "a page, not rules")
    return Robots(agent, body.replace(b"\0", b"").decode("utf-8-sig", "replace"))
