"""The page that a person reads after a run: what was checked, what failed, where, with the sentences.

One file that needs nothing else: it opens from a bucket, an e-mail or a phone without a network.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape
from importlib import resources
from typing import Any

from khuyenhoc.models import VIETNAM, Severity
from khuyenhoc.validate.rules import Rule

#: Rows that the page shows of each rule; all of them are in `quarantine/` and in the table's `checks`.
EXAMPLES = 12


@dataclass(frozen=True)
class Example:
    """One row that broke a rule, as a person wants to see it."""

    source_id: str
    observed: str
    title: str = ""
    url: str = ""
    sentence: str = ""
    surface: str = ""


@dataclass(frozen=True)
class Checked:
    """A rule, how many rows it looked at, and those that broke it."""

    table: str
    rule: Rule
    rows: int
    broken: Sequence[Example]

    @property
    def by_source(self) -> Mapping[str, int]:
        return dict(Counter(example.source_id for example in self.broken).most_common())


@dataclass(frozen=True)
class Page:
    """What the report tells."""

    run_id: str
    at: datetime
    stopped: Sequence[str]
    counts: Mapping[str, int]
    by_source: Mapping[str, Mapping[str, int]]
    checked: Sequence[Checked]
    links: Mapping[str, str]


def render(page: Page) -> str:
    """The page as HTML. Everything that came from a site is escaped."""
    failed = [checked for checked in page.checked if checked.broken]
    failed.sort(key=lambda c: (c.rule.severity is Severity.WARNING, -len(c.broken)))
    style = resources.files(__package__).joinpath("report.css").read_text(encoding="utf-8")
    day = f"{page.at.astimezone(VIETNAM):%d/%m/%Y %H:%M}"
    parts = [
        "<!doctype html>",
        '<html lang="en"><head><meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>Validation {escape(page.run_id)}</title><style>{style}</style></head><body>",
        f"<header><h1>Validation</h1><p><code>{escape(page.run_id)}</code> · {day} (Việt Nam)</p>",
        _verdict(page),
        "</header><main>",
        f'<ul class="counts">{"".join(_count(name, n) for name, n in page.counts.items())}</ul>',
        "<h2>Sources</h2>",
        _sources(page.by_source, failed),
        "<h2>What failed</h2>",
        "".join(_rule(checked) for checked in failed) or "<p>Nothing: every rule held for every row.</p>",
        "<h2>What was checked</h2>",
        _all(page.checked),
        "</main><footer>",
        " · ".join(f'<a href="{escape(href)}">{escape(name)}</a>' for name, href in page.links.items()),
        "</footer></body></html>",
    ]
    return "\n".join(parts)


def _verdict(page: Page) -> str:
    if page.stopped:
        reasons = "".join(f"<li>{escape(reason)}</li>" for reason in page.stopped)
        return f'<p class="verdict stop">Not released</p><ul>{reasons}</ul>'
    aside = page.counts.get("set aside", 0)
    records = "1 record" if aside == 1 else f"{aside:,} records"
    words = f"Fit for release; {records if aside else 'nothing'} set aside"
    return f'<p class="verdict {"warn" if aside else "good"}">{words}</p>'


def _count(name: str, number: int) -> str:
    return f"<li><b>{number:,}</b> {escape(name)}</li>"


def _sources(by_source: Mapping[str, Mapping[str, int]], failed: Sequence[Checked]) -> str:
    if not by_source:
        return "<p>No source was crawled.</p>"
    warnings = Counter[str]()
    for checked in failed:
        if checked.rule.severity is Severity.WARNING:
            warnings.update(checked.by_source)
    names = list(next(iter(by_source.values())))
    head = "".join(f"<th>{escape(name.replace('_', ' '))}</th>" for name in [*names, "warnings"])
    rows = "".join(
        f"<tr><th>{escape(source)}</th>"
        + "".join(f"<td>{n:,}</td>" for n in [*(counts[name] for name in names), warnings[source]])
        + "</tr>"
        for source, counts in by_source.items()
    )
    return f'<div class="scroll"><table><thead><tr><th>source</th>{head}</tr></thead><tbody>{rows}</tbody></table></div>'


def _rule(checked: Checked) -> str:
    rule, broken = checked.rule, checked.broken
    where = ", ".join(f"{escape(source)} {n}" for source, n in checked.by_source.items())
    shown = "".join(_example(example) for example in broken[:EXAMPLES])
    more = f"<p>… and {len(broken) - EXAMPLES:,} more.</p>" if len(broken) > EXAMPLES else ""
    fate = "set aside" if rule.severity is Severity.CRITICAL else "passed, marked"
    return (
        f'<details class="{rule.severity}"><summary><b>{len(broken):,}</b> {escape(checked.table)} · '
        f"{escape(rule.expected)}<small><code>{escape(rule.id)}</code> · {rule.severity}, {fate} · {where}</small>"
        f"</summary>{shown}{more}</details>"
    )


def _example(example: Example) -> str:
    sentence = escape(example.sentence)
    surface = escape(example.surface)
    if surface:
        sentence = sentence.replace(surface, f"<mark>{surface}</mark>", 1)
    link = escape(example.title or example.url)
    if example.url.startswith(("http://", "https://")):
        link = f'<a href="{escape(example.url)}" rel="noreferrer">{link}</a>'
    quote = f"<blockquote>{sentence}</blockquote>" if sentence else ""
    return f'<div class="row">{quote}<p class="seen">{escape(example.observed)}</p><p>{escape(example.source_id)} · {link}</p></div>'


def _all(every: Sequence[Checked]) -> str:
    rows = "".join(
        f"<tr><th><code>{escape(c.rule.id)}</code></th><td>{escape(c.table)}</td><td>{c.rule.severity}</td>"
        f"<td>{c.rows:,}</td><td>{len(c.broken):,}</td><td class=words>{escape(c.rule.expected)}</td></tr>"
        for c in every
    )
    head = "".join(f"<th>{name}</th>" for name in ("rule", "table", "severity", "rows", "broken", "expects"))
    return (
        f"<details><summary>{len(every)} rules</summary><div class=scroll><table><thead><tr>{head}</tr></thead>"
        f"<tbody>{rows}</tbody></table></div></details>"
    )


def examples(finding: Any, frame: Any, titles: Mapping[tuple[str, int], tuple[str, str]]) -> list[Example]:
    """The rows that broke a rule, from the frame that the suite looked at.

    titles: title and URL of an article version.
    """
    if not finding.rows:
        return []
    rows = frame.loc[list(finding.rows)]
    found = []
    for observed, row in zip(finding.observed, rows.to_dict("records"), strict=True):
        title, url = titles.get(
            (row.get("article_id", ""), row.get("version", 0)), ("", str(row.get("url", "")))
        )
        found.append(
            Example(
                source_id=str(row.get("source_id", "")),
                observed=observed,
                title=title,
                url=url,
                sentence=str(row.get("sentence", "")),
                surface=str(row.get("surface", "")),
            )
        )
    return found
