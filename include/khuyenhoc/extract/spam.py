"""Tell pages that are made for search engines from articles: link spam, doorways, machine-spun copies.

An injected phrase alone is no reason: the article behind it can be restored. What is judged here is the text
that is left, and the links of its body.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from khuyenhoc.extract.injection import advertising
from khuyenhoc.extract.syllables import fold

#: Advertising words in a hundred: a news text about betting among pupils stays below 3.
DOORWAY = 6.0
#: Advertised things that the links of one body name.
LINKS = 5
#: Spun expressions that no person writes.
SPUN = 3
_FIELD = re.compile(r"khuyen hoc|hoc tap|hoc bong|hoc sinh|hieu hoc|giao duc|truong|hoi vien")


@dataclass(frozen=True, slots=True)
class Verdict:
    """Why a text is no article: a rule's name and what was seen."""

    rule: str
    observed: str


def judge(text: str, links: Sequence[str] = ()) -> Verdict | None:
    """Why a text is made for search engines; None for an article. `links` are the texts of its body's links.

    >>> judge("Hội Khuyến học xã trao 20 suất học bổng cho học sinh nghèo.") is None
    True
    """
    selling = [link for link in links if advertising(re.findall(r"\w+", link))]
    if len(selling) >= LINKS:
        return Verdict(
            "link_spam", f"{len(selling)} of {len(links)} links advertise: {'; '.join(selling[:3])}"
        )
    words = re.findall(r"\w+", text)
    sold = len(advertising(words))
    share = 100 * sold / max(1, len(words))
    if (sold >= 8 and share >= DOORWAY) or (sold >= 4 and not _FIELD.search(fold(text))):
        return Verdict("doorway", f"{sold} of {len(words)} words advertise")
    made = _spun(text)
    if len(made) >= SPUN:
        return Verdict("spun", f"no person writes: {'; '.join(made[:5])}")
    return None


def _spun(text: str) -> list[str]:
    said = " ".join(["", *re.findall(r"\w+", text.lower()), ""])
    return [made for made in _machine_made() if f" {made} " in said]


@cache
def _machine_made() -> tuple[str, ...]:
    lines = (Path(__file__).parent / "spun.tsv").read_text(encoding="utf-8").splitlines()
    return tuple(line.partition("\t")[0] for line in lines[2:] if line)
