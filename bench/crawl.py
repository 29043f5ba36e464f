"""Crawl twenty sample sites of two hundred articles, beside Scrapy: pages a second, CPU a page, the second day.

    python bench/crawl.py --scrapy-python ENV/bin/python

ENV is an environment with bench/requirements.in. Both get the same pages of the same server, robots.txt obeyed, one
connection a host, no delay. Scrapy is given the addresses and writes bodies to files; ours finds the addresses
itself, proves each page, keeps a journal, and writes WARC and CDXJ. CPU is the whole process, start-up included.
Only ratios of one run mean something: both run in turns on whatever else the machine does.
"""

from __future__ import annotations

import argparse
import asyncio
import gzip
import json
import multiprocessing
import os
import resource
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from itertools import cycle, islice, zip_longest
from pathlib import Path
from typing import Any

import yaml

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent), str(HERE.parent / "include")]

from khuyenhoc.crawl.archive import Writer  # noqa: E402
from khuyenhoc.crawl.fetch import Fetcher  # noqa: E402
from khuyenhoc.crawl.frontier import Frontier  # noqa: E402
from khuyenhoc.crawl.walk import Options, Walk  # noqa: E402
from khuyenhoc.models import Source  # noqa: E402
from samples.articles import TODAY, articles_on  # noqa: E402
from samples.sites import SITES, Edition  # noqa: E402

AGENT = "khuyenhoc/0.1 (+https://example.org)"
PORT = 8377
BASE = b"http://127.0.0.1:8300"


# ── the server ──


def rendered(articles: int) -> list[tuple[str, dict[str, tuple[bytes, bytes, bytes]]]]:
    """For each sample system its id and every page: head and body of a 200, and the validator that gives a 304."""
    systems = []
    for site in SITES:
        found = articles_on(site.id, 0, TODAY)
        many = tuple(
            replace(
                article,
                number=n,
                title=f"{article.title} {n}",
                published=article.published - timedelta(days=3 * n),
            )
            for n, article in enumerate(islice(cycle(found), articles), start=1)
        )
        edition = Edition(replace(site, articles=many), BASE.decode(), 0)
        pages = {}
        for address, page in edition.pages.items():
            body = gzip.compress(page.body, mtime=0) if site.system.compresses else page.body
            validator = page.etag or (
                page.last_modified and format_datetime(page.last_modified.replace(tzinfo=UTC), usegmt=True)
            )
            head = f"Content-Type: {page.content_type}\r\n"
            head += (
                f"ETag: {page.etag}\r\n"
                if page.etag
                else f"Last-Modified: {validator}\r\n"
                if validator
                else ""
            )
            head += "Content-Encoding: gzip\r\n" if site.system.compresses else ""
            pages[address] = (head.encode(), body, (validator or "").encode())
        systems.append((site.id, pages))
    return systems


class Speaks(asyncio.Protocol):
    """Answers GETs of prepared pages; the host tells the copy of the site."""

    def __init__(self, pages: dict[str, tuple[bytes, bytes, bytes]], base: bytes, key: Any) -> None:
        self.pages, self.base, self.key = pages, base, key
        self.rest = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport: Any = transport

    def data_received(self, data: bytes) -> None:
        self.rest += data
        while b"\r\n\r\n" in self.rest:
            head, self.rest = self.rest.split(b"\r\n\r\n", 1)
            target = head.split(b" ", 2)[1].decode()
            found = self.pages.get(self.key(target))
            if found is None:
                self.transport.write(b"HTTP/1.1 404 Not Found\r\nContent-Length: 3\r\n\r\n404")
                continue
            said, body, validator = found
            if validator and validator in head:
                self.transport.write(b"HTTP/1.1 304 Not Modified\r\n" + said + b"\r\n")
                continue
            if b"gzip" not in said:
                body = body.replace(BASE, self.base)
            self.transport.write(
                b"HTTP/1.1 200 OK\r\n%sContent-Length: %d\r\n\r\n" % (said, len(body)) + body
            )


def serve(sites: int, articles: int, ready: Any) -> None:
    systems = rendered(articles)
    keys = {site.id: site.system.key for site in SITES}

    async def run() -> None:
        loop = asyncio.get_running_loop()
        for n in range(sites):
            name, pages = systems[n % len(systems)]
            host = f"127.0.0.{n + 1}"
            base = f"http://{host}:{PORT}".encode()
            await loop.create_server(lambda p=pages, b=base, k=keys[name]: Speaks(p, b, k), host, PORT)
        ready.set()
        await asyncio.Event().wait()

    asyncio.run(run())


# ── ours ──


class Offset:
    """The real time, so many days later."""

    def __init__(self, days: int) -> None:
        self.days = timedelta(days=days)

    def now(self) -> datetime:
        return datetime.now(UTC) + self.days

    def sleep(self, seconds: float) -> None:
        time.sleep(seconds)


class FileJournal:
    """A journal in one file, written through before the next request as the bucket's is."""

    def __init__(self, path: Path) -> None:
        self._out = path.open("wb", buffering=0)

    def entries(self) -> tuple[bytes, ...]:
        return ()

    def append(self, entry: bytes) -> None:
        self._out.write(b"%d\n" % len(entry) + entry)


def sources(count: int) -> list[Source]:
    """The sample sites' files, over and over, each copy at its own address."""
    folder = HERE.parent / "include" / "khuyenhoc" / "sources" / "samples"
    made = []
    for n in range(count):
        site = SITES[n % len(SITES)]
        text = (folder / f"{site.id}.yaml").read_text(encoding="utf-8")
        port = next(word for word in text.split("http://127.0.0.1:")[1:])[:4]
        said = yaml.safe_load(text.replace(f"http://127.0.0.1:{port}", f"http://127.0.0.{n + 1}:{PORT}"))
        said |= {"id": f"{site.id}-{n}", "politeness": {"delay": 0, "max_requests": 100_000}}
        made.append(Source.model_validate(said))
    return made


def crawl(count: int, threads: int, folder: Path) -> dict[str, Any]:
    """Crawl all, then all again as of the next day; counts of both days and the addresses."""
    frontiers = {source.id: Frontier() for source in sources(count)}
    days: list[dict[str, Any]] = []
    urls: list[str] = []

    def one(source: Source, day: int) -> tuple[int, int, int]:
        fetcher = Fetcher(AGENT, local=True)
        clock = Offset(day)
        walk = Walk(
            source,
            frontiers[source.id],
            fetcher=fetcher,
            clock=clock,
            agent=AGENT,
            journal=FileJournal(folder / f"{source.id}-{day}.journal"),
            options=Options(max_pages=1000),
        )
        with (folder / f"{source.id}-{day}.warc.gz").open("wb") as out:
            writer = Writer(out, out.name, AGENT, clock.now())
            requests = sent = 0
            for visit in walk.visits():
                writer.write(visit)
                if visit.answer is not None:
                    requests += 1
                    sent += len(visit.answer.body)
                    if day == 0:
                        urls.append(visit.answer.url)
            (folder / f"{source.id}-{day}.cdxj").write_bytes(writer.cdxj())
        fetcher.close()
        frontiers[source.id] = walk.frontier
        return requests, sent, walk.frontier.known()

    for day in (0, 1):
        began = time.monotonic(), time.process_time()
        with ThreadPoolExecutor(threads) as pool:
            done = list(pool.map(lambda source, day=day: one(source, day), sources(count)))
        days.append(
            {
                "requests": sum(d[0] for d in done),
                "bytes": sum(d[1] for d in done),
                "known": sum(d[2] for d in done),
                "seconds": time.monotonic() - began[0],
                "cpu": time.process_time() - began[1],
            }
        )
    return {"days": days, "urls": urls}


# ── both ──


def measured(command: list[str], environment: dict[str, str]) -> dict[str, Any]:
    """Wall and CPU seconds of a process, and what it printed last, as JSON."""
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    done = subprocess.run(command, env=os.environ | environment, check=True, capture_output=True, text=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return {
        "wall": time.monotonic() - began,
        "cpu_all": cpu,
        **json.loads(done.stdout.strip().splitlines()[-1]),
    }


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--scrapy-python", help="the Python of an environment that has Scrapy")
    parser.add_argument("--sites", type=int, default=20)
    parser.add_argument("--articles", type=int, default=200)
    parser.add_argument("--threads", type=int, default=4, help="sites at a time, for both")
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--ours", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.ours:
        print(json.dumps(crawl(asked.sites, asked.threads, asked.ours)))
        return
    context = multiprocessing.get_context("spawn")
    ready = context.Event()
    server = context.Process(target=serve, args=(asked.sites, asked.articles, ready), daemon=True)
    server.start()
    ready.wait()
    try:
        rounds = [one_round(asked) for _ in range(asked.rounds)]
    finally:
        server.terminate()
    print(json.dumps({"rounds": rounds}, indent=1))


def in_turns(urls: list[str]) -> list[str]:
    """One address of each host, then the next of each: no crawler has to wait for one host while others are idle."""
    hosts: dict[str, list[str]] = {}
    for url in urls:
        hosts.setdefault(url.split("/")[2], []).append(url)
    return [url for turn in zip_longest(*hosts.values()) for url in turn if url is not None]


def one_round(asked: argparse.Namespace) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        same = [
            "--sites",
            str(asked.sites),
            "--threads",
            str(asked.threads),
            "--articles",
            str(asked.articles),
        ]
        ours = measured([sys.executable, __file__, "--ours", name, *same], {})
        first, second = ours["days"]
        said: dict[str, Any] = {
            "pages": first["requests"],
            "ours_pages_a_second": round(first["requests"] / first["seconds"], 1),
            "ours_cpu_ms_a_page": round(1000 * first["cpu"] / first["requests"], 2),
            "second_day_requests_per_known_article": round(second["requests"] / second["known"], 4),
            "second_day_bytes_share": round(second["bytes"] / first["bytes"], 4),
        }
        if asked.scrapy_python:
            (folder / "urls.json").write_text(json.dumps(in_turns(ours["urls"])))
            told = {"URLS": str(folder / "urls.json"), "OUT": name, "CONCURRENCY": str(asked.threads)}
            theirs = measured([asked.scrapy_python, str(HERE / "crawl_scrapy.py")], told)
            said |= {
                "scrapy_pages_a_second": round(theirs["pages"] / theirs["seconds"], 1),
                "scrapy_cpu_ms_a_page": round(1000 * theirs["cpu"] / theirs["pages"], 2),
                "scrapy_pages": theirs["pages"],
            }
            said["ratio_pages_a_second"] = round(
                said["ours_pages_a_second"] / said["scrapy_pages_a_second"], 2
            )
            said["ratio_cpu_a_page"] = round(said["ours_cpu_ms_a_page"] / said["scrapy_cpu_ms_a_page"], 2)
        return said


if __name__ == "__main__":
    main()
