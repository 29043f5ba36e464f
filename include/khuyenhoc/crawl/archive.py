"""WARC 1.1: write what was asked and answered, index it, read it back. Bytes as served, one gzip member a record."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import IO, Any
from urllib.parse import quote, urlsplit
from uuid import NAMESPACE_URL, uuid5

from warcio.archiveiterator import ArchiveIterator
from warcio.recordloader import ArcWarcRecord
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from khuyenhoc.crawl.decode import decoded
from khuyenhoc.crawl.fetch import Answer
from khuyenhoc.crawl.frontier import Page
from khuyenhoc.models import Capture, Kind, Listed, Locator, Outcome, Result

IDENTICAL = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
NOT_MODIFIED = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"
PRINTABLE = "".join(map(chr, range(0x20, 0x7F)))
#: A payload is not unpacked further than this when it is read back.
MOST_UNPACKED = 100_000_000


@dataclass(frozen=True, slots=True)
class Visit:
    """One address tried: the row of the log, and what was asked and answered if anything was.

    `canonical` is the article's identity; `seen` the earlier capture of the same bytes, when this one is a revisit;
    `listed` the day that a list gave beside its address.
    """

    outcome: Outcome
    answer: Answer | None = None
    canonical: str = ""
    seen: Page | None = None
    listed: Listed | None = None


class Writer:
    """Writes one WARC file and collects its index.

    Record ids are made of the file's name, the address and the moment, so a crawl that is run again over the same
    answers writes the same bytes.
    """

    def __init__(self, out: IO[bytes], key: str, software: str, started: datetime) -> None:
        self.key = key
        self._out = out
        self._writer = WARCWriter(out, gzip=True, warc_version="1.1")
        self._index: list[tuple[str, str, dict[str, Any]]] = []
        name = key.rpartition("/")[2]
        info = {
            "software": software,
            "format": "WARC file version 1.1",
            "conformsTo": "http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/",
            "robots": "obey",
        }
        record = self._writer.create_warcinfo_record(name, info)
        record.rec_headers.replace_header("WARC-Record-ID", self._id("warcinfo", "", started))
        record.rec_headers.replace_header("WARC-Date", _moment(started))
        self._writer.write_record(record)

    @property
    def size(self) -> int:
        return self._out.tell()

    def write(self, visit: Visit) -> Locator | None:
        """Write request, response (or revisit) and metadata; None when nothing was asked.

        Gives where the response lies; where no response came, the metadata record that says so.
        """
        answer = visit.answer
        if answer is None:
            return None
        main: Locator | None = None
        if answer.status is not None:
            main = self._response(visit, answer)
        self._request(answer, main)
        about = self._metadata(visit, answer, main)
        return main or about

    def cdxj(self) -> bytes:
        """The index, sorted: SURT key, 14-digit time, JSON. `kind`, `outcome`, `canonical`, `listed` and
        `listed_in` are our own fields."""
        rows = sorted(self._index, key=lambda row: (row[0], row[1], row[2]["offset"]))
        lines = (f"{surt} {at} {json.dumps(fields, ensure_ascii=False)}\n" for surt, at, fields in rows)
        return "".join(lines).encode()

    def _response(self, visit: Visit, answer: Answer) -> Locator:
        headers = StatusAndHeaders(
            f"{answer.status} {_ascii(answer.reason)}", _ascii_names(answer.headers), protocol=answer.protocol
        )
        named = self._named("response", answer)
        if answer.truncated:
            named["WARC-Truncated"] = answer.truncated
        seen = visit.seen
        digest = answer.digest
        if seen is not None and seen.digest and seen.captured_at:
            digest = seen.digest
            record = self._writer.create_revisit_record(
                answer.url,
                digest,
                seen.captured_url or seen.url,
                _moment(seen.captured_at),
                http_headers=headers,
                warc_headers_dict=named,
            )
            profile = NOT_MODIFIED if answer.status == 304 else IDENTICAL
            record.rec_headers.replace_header("WARC-Profile", profile)
        else:
            record = self._writer.create_warc_record(
                answer.url,
                "response",
                payload=io.BytesIO(answer.body),
                length=len(answer.body),
                http_headers=headers,
                warc_headers_dict=named,
            )
        locator = self._write(record, named["WARC-Record-ID"])
        self._index_row(visit, answer, digest, locator, revisit=record.rec_type == "revisit")
        return locator

    def _request(self, answer: Answer, main: Locator | None) -> None:
        parts = urlsplit(answer.url)
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        headers = StatusAndHeaders(f"GET {_ascii(target)} HTTP/1.1", list(answer.sent), is_http_request=True)
        named = self._named("request", answer) | ({"WARC-Concurrent-To": main.record_id} if main else {})
        record = self._writer.create_warc_record(
            answer.url, "request", http_headers=headers, warc_headers_dict=named
        )
        self._write(record, named["WARC-Record-ID"])

    def _metadata(self, visit: Visit, answer: Answer, main: Locator | None) -> Locator:
        outcome = visit.outcome
        said = {
            "kind": outcome.kind,
            "outcome": outcome.outcome,
            "detail": outcome.detail,
            "canonical": visit.canonical,
            "listed": f"{visit.listed.day} in a {visit.listed.kind}" if visit.listed else "",
            "fetchTimeMs": answer.elapsed_ms,
        }
        lines = "".join(f"{name}: {_one_line(value)}\r\n" for name, value in said.items() if value != "")
        named = self._named("metadata", answer) | ({"WARC-Concurrent-To": main.record_id} if main else {})
        payload = lines.encode()
        record = self._writer.create_warc_record(
            answer.url, "metadata", payload=io.BytesIO(payload), length=len(payload), warc_headers_dict=named
        )
        return self._write(record, named["WARC-Record-ID"])

    def _write(self, record: ArcWarcRecord, record_id: str) -> Locator:
        offset = self._out.tell()
        self._writer.write_record(record)
        return Locator(self.key, offset, self._out.tell() - offset, record_id)

    def _named(self, kind: str, answer: Answer) -> dict[str, str]:
        return {
            "WARC-Record-ID": self._id(kind, answer.url, answer.fetched_at),
            "WARC-Date": _moment(answer.fetched_at),
        }

    def _id(self, kind: str, url: str, at: datetime) -> str:
        return f"<urn:uuid:{uuid5(NAMESPACE_URL, f'{self.key} {kind} {url} {at.isoformat()}')}>"

    def _index_row(
        self, visit: Visit, answer: Answer, digest: str, locator: Locator, *, revisit: bool
    ) -> None:
        mime = (answer.header("Content-Type") or "unk").partition(";")[0].strip().lower()
        fields = {
            "url": answer.url,
            "mime": "warc/revisit" if revisit else mime,
            "status": str(answer.status),
            "digest": digest,
            "length": str(locator.length),
            "offset": str(locator.offset),
            "filename": self.key.rpartition("/")[2],
            "kind": visit.outcome.kind,
            "outcome": visit.outcome.outcome,
        }
        if visit.canonical:
            fields["canonical"] = visit.canonical
        if visit.listed:
            fields |= {"listed": visit.listed.day.isoformat(), "listed_in": visit.listed.kind.value}
        self._index.append((surt(answer.url), f"{answer.fetched_at.astimezone(UTC):%Y%m%d%H%M%S}", fields))


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a CDXJ index."""

    surt: str
    at: str
    fields: Mapping[str, str]

    @property
    def offset(self) -> int:
        return int(self.fields["offset"])

    @property
    def length(self) -> int:
        return int(self.fields["length"])

    @property
    def listed(self) -> Listed | None:
        """What a list said of the article's day; None when none did, or the record is older than this field."""
        day, kind = self.fields.get("listed"), self.fields.get("listed_in")
        return Listed(date.fromisoformat(day), Kind(kind)) if day and kind else None

    @property
    def is_article(self) -> bool:
        """A full capture of an article page that passed its proof."""
        return self.fields.get("kind") == Kind.ARTICLE and self.fields.get("outcome") == Result.OK


def index_of(cdxj: bytes) -> list[Entry]:
    """The lines of an index."""
    entries = []
    for line in cdxj.decode().splitlines():
        key, at, fields = line.split(" ", 2)
        entries.append(Entry(key, at, json.loads(fields)))
    return entries


def capture_of(record: bytes, entry: Entry, source_id: str, key: str) -> Capture:
    """The capture that a WARC response record holds: `record` is its gzip member, as a Range GET gives it."""
    for found in ArchiveIterator(io.BytesIO(record)):
        status, headers, served = _http(found)
        encoding = next((value for name, value in headers if name.lower() == "content-encoding"), None)
        return Capture(
            source_id=source_id,
            url=found.rec_headers.get_header("WARC-Target-URI"),
            canonical_url=entry.fields.get("canonical", found.rec_headers.get_header("WARC-Target-URI")),
            status=status,
            headers=headers,
            body=decoded(served, encoding, MOST_UNPACKED).body,
            fetched_at=datetime.fromisoformat(found.rec_headers.get_header("WARC-Date")),
            payload_digest=found.rec_headers.get_header("WARC-Payload-Digest"),
            locator=Locator(key, entry.offset, entry.length, found.rec_headers.get_header("WARC-Record-ID")),
            listed=entry.listed,
        )
    raise ValueError(f"no WARC record at {entry.offset} of {key}")


def captures(warc: bytes, entries: Iterable[Entry], source_id: str, key: str) -> Iterator[Capture]:
    """The captures of articles in one WARC file, in the order of the file."""
    for entry in sorted(entries, key=lambda entry: entry.offset):
        if entry.is_article:
            yield capture_of(warc[entry.offset : entry.offset + entry.length], entry, source_id, key)


def _http(record: ArcWarcRecord) -> tuple[int, tuple[tuple[str, str], ...], bytes]:
    head = record.http_headers
    served: bytes = record.raw_stream.read()
    return int(head.get_statuscode()), tuple((name, value) for name, value in head.headers), served


def surt(url: str) -> str:
    """The sort-friendly form of an address that CDXJ is ordered by.

    >>> surt("https://www.YenBai.gov.vn:8080/Khuyen-hoc?b=2&a=1")
    'vn,gov,yenbai:8080)/khuyen-hoc?a=1&b=2'
    """
    parts = urlsplit(url)
    host = (parts.hostname or "").removeprefix("www.")
    labels = host.split(".") if not host.replace(".", "").isdigit() else [host]
    port = f":{parts.port}" if parts.port and parts.port not in (80, 443) else ""
    query = "?" + "&".join(sorted(parts.query.lower().split("&"))) if parts.query else ""
    path = (parts.path.rstrip("/") or "/").lower()
    return f"{','.join(reversed(labels))}{port}){path}{query}".replace(" ", "%20")


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def _ascii(text: str) -> str:
    """Percent-encoded where it is not ASCII: a start line holds nothing else, and warcio refuses it."""
    return quote(text, safe=PRINTABLE)


def _ascii_names(headers: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """warcio percent-encodes values itself, names it does not."""
    return [(name if name.isascii() else _ascii(name), value) for name, value in headers]


def _one_line(value: object) -> str:
    return " ".join(str(value).split())
