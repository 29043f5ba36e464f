"""What readability-lxml and newspaper4k make of pages: run by extract_quality.py in an environment of their own.

Reads a line of JSON for each page ({"url", "html"}), writes a line with the text that each peer gives. Title first,
as each finds it. Needs nothing of ours.
"""

from __future__ import annotations

import json
import sys
import time

import lxml.html
import newspaper
import readability


def by_readability(html: str, url: str) -> str:
    document = readability.Document(html, url=url)
    body = lxml.html.fromstring(document.summary())
    return f"{document.short_title()}\n{' '.join(body.itertext())}"


def by_newspaper(html: str, url: str) -> str:
    article = newspaper.Article(url, language="vi", fetch_images=False)
    article.download(input_html=html)
    article.parse()
    return f"{article.title}\n{article.text}"


PEERS = {"readability-lxml": by_readability, "newspaper4k": by_newspaper}

if __name__ == "__main__":
    for line in sys.stdin:
        page = json.loads(line)
        found: dict[str, object] = {}
        for name, read in PEERS.items():
            started = time.process_time()
            try:
                text = read(page["html"], page["url"])
            except (
                ValueError,
                TypeError,
                AttributeError,
                readability.readability.Unparseable,
                newspaper.ArticleException,
            ) as error:
                text = ""
                print(f"{name}: {page['url']}: {error}", file=sys.stderr)
            found[name] = {"text": text, "ms": 1000 * (time.process_time() - started)}
        print(json.dumps(found, ensure_ascii=False), flush=True)
