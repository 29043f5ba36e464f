"""The same pages through Scrapy: it is given the addresses, reads each title, and writes each body to a file."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path
from typing import Any

import scrapy
from scrapy.crawler import CrawlerProcess

OUT = Path(os.environ["OUT"])


class Pages(scrapy.Spider):
    name = "pages"
    start_urls = json.loads(Path(os.environ["URLS"]).read_text())
    count = 0

    def parse(self, response: Any) -> Any:
        self.count += 1
        (OUT / f"{self.count}.html").write_bytes(response.body)
        if hasattr(response, "css"):
            yield {"url": response.url, "title": response.css("h1::text").get()}


def main() -> None:
    process = CrawlerProcess(
        {
            "LOG_LEVEL": "ERROR",
            "ROBOTSTXT_OBEY": True,
            "COOKIES_ENABLED": False,
            "RETRY_ENABLED": False,
            "TELNETCONSOLE_ENABLED": False,
            "DOWNLOAD_DELAY": 0,
            "CONCURRENT_REQUESTS": int(os.environ["CONCURRENCY"]),
            "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
            "USER_AGENT": "bench",
            "HTTPERROR_ALLOW_ALL": True,
        }
    )
    crawler = process.create_crawler(Pages)
    process.crawl(crawler)
    began = time.monotonic(), time.process_time()
    process.start()
    pages = crawler.stats.get_value("downloader/response_count")
    print(
        json.dumps(
            {"pages": pages, "seconds": time.monotonic() - began[0], "cpu": time.process_time() - began[1]}
        )
    )


if __name__ == "__main__":
    main()
