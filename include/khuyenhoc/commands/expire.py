"""Remove what the retention policy no longer keeps."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime, timedelta

from khuyenhoc.commands import Say
from khuyenhoc.pipeline.expire import Policy, expire, plan_expiry
from khuyenhoc.settings import Settings
from khuyenhoc.store import Store

HELP = "remove old releases and staging; a dry run unless --really"


def arguments(parser: argparse.ArgumentParser) -> None:
    policy = Policy()
    parser.add_argument("--really", action="store_true", help="remove; without it, say what would be removed")
    parser.add_argument(
        "--days",
        type=int,
        default=policy.daily.days,
        metavar="N",
        help=f"keep every release this young ({policy.daily.days})",
    )
    parser.add_argument(
        "--staging-days",
        type=int,
        default=policy.staging.days,
        metavar="N",
        help=f"keep staging this young ({policy.staging.days})",
    )


def run(arguments: argparse.Namespace, say: Say) -> int:
    """Plan, say, and with --really remove; never what latest.json needs, the archive, or data/."""
    store = Store.open(Settings.read())
    store.check(writes=arguments.really)
    policy = Policy(daily=timedelta(days=arguments.days), staging=timedelta(days=arguments.staging_days))
    plan = plan_expiry(store, policy, datetime.now(UTC))
    say.table("", [{"what": what, "objects": len(keys), "why": why} for what, why, keys in plan.groups])
    if arguments.really:
        expire(store, plan)
        say.line(f"removed {plan.count} objects")
    else:
        say.line(f"would remove {plan.count} objects: say --really to do it")
    return 0
