"""Look at what is set aside, and decide on it."""

from __future__ import annotations

import argparse
import getpass
from collections.abc import Sequence
from datetime import UTC, datetime

from khuyenhoc.commands import Say
from khuyenhoc.errors import SettingsError
from khuyenhoc.models import Rejection
from khuyenhoc.pipeline.latest import decide, open_rejections, read_latest
from khuyenhoc.settings import Settings
from khuyenhoc.store import Store
from khuyenhoc.tables import TABLES
from khuyenhoc.validate.quarantine import Decision, as_stored, row_of, short_id

HELP = "list, show, accept or refuse what is set aside"


def arguments(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    listed = actions.add_parser("list", help="what is set aside, a line a record and rule")
    listed.add_argument("--source", metavar="ID", help="of one source")
    listed.add_argument("--rule", metavar="RULE", help="by one rule")
    listed.add_argument("--all", action="store_true", help="those that a person refused, too")
    show = actions.add_parser("show", help="a record whole, with every rule that objects")
    show.add_argument("id", help="its id, as `list` gives it")
    for action, help_ in (("accept", "let it pass in the next run"), ("refuse", "leave it out for good")):
        decision = actions.add_parser(action, help=help_)
        decision.add_argument("id", nargs="+", help="ids, as `list` gives them")
        decision.add_argument("--note", required=True, help="why, for whoever reads the data later")
        decision.add_argument("--by", default=getpass.getuser(), help="who decides (you)")


def run(arguments: argparse.Namespace, say: Say) -> int:
    """Do what the action says over the newest good release's rejections."""
    store = Store.open(Settings.read())
    store.check()
    latest = read_latest(store)
    rejections = open_rejections(store, latest.release if latest else None)
    if arguments.action == "list":
        _list(rejections, arguments, say)
    elif arguments.action == "show":
        _show(_found(rejections, arguments.id), say)
    else:
        for short in arguments.id:
            _decide(store, _found(rejections, short), arguments, say)
    return 0


def _found(rejections: Sequence[Rejection], short: str) -> list[Rejection]:
    found = [rejection for rejection in rejections if short_id(rejection) == short]
    if not found:
        raise SettingsError(f"Nothing is set aside under {short!r}", remedy="See `quarantine list --all`")
    return found


def _list(rejections: Sequence[Rejection], arguments: argparse.Namespace, say: Say) -> None:
    say.table(
        "",
        [
            {
                "id": short_id(rejection),
                "source": rejection.record.get("source_id"),
                "table": rejection.table,
                "rule": rejection.rule,
                "observed": rejection.observed[:100],
                "since run": rejection.run,
                "reviewed": rejection.reviewed or "",
            }
            for rejection in rejections
            if arguments.source in (None, rejection.record.get("source_id"))
            and arguments.rule in (None, rejection.rule)
            and (arguments.all or rejection.reviewed != "refused")
        ],
    )


def _show(found: Sequence[Rejection], say: Say) -> None:
    record = as_stored(found[0], TABLES[found[0].table])
    if say.json:
        say.record({"record": record, "objections": [[r.rule, r.observed, r.expected] for r in found]})
        return
    for rejection in found:
        say.line(f"{rejection.rule}: expected {rejection.expected}; seen {rejection.observed}")
        if rejection.reviewed:
            say.line(f"  {rejection.reviewed} by {rejection.reviewed_by}: {rejection.note}")
    for name, value in record.items():
        if value not in (None, "", []):
            say.line(f"{name:>20}  {value}")


def _decide(store: Store, found: Sequence[Rejection], arguments: argparse.Namespace, say: Say) -> None:
    first = found[0]
    accepted = arguments.action == "accept"
    if accepted and row_of(first, TABLES[first.table]) is None:
        raise SettingsError(
            f"{arguments.id}: the page was not read, so there is no row to accept ({first.observed})",
            remedy="Mend the source's file or its vendor, and extract again from the archive",
        )
    decision = Decision(
        table=first.table,
        record=first.record_name,
        rules=tuple(sorted({rejection.rule for rejection in found})),
        decision="accepted" if accepted else "refused",
        by=arguments.by,
        note=arguments.note,
        at=datetime.now(UTC).isoformat(timespec="seconds"),
    )
    decide(store, decision)
    what = "comes back with the next run" if accepted else "stays out"
    say.line(f"{short_id(first)} {decision.decision}: {what} ({', '.join(decision.rules)})")
