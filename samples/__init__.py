"""Small look-alike sites, one a content system, that a local server serves: for the demo, tests and benches.

    with samples.serve([samples.site("yenbai")], day=1) as urls:
        requests.get(urls["yenbai"])

What they show is invented and stands in `articles/`; how it looks is `systems/` and `templates/`.
"""

from samples.articles import TODAY, Article, Block
from samples.generate import many
from samples.server import PortInUse, serve
from samples.sites import EVERY, OLD, OTHERS, SITES, UNLISTED, Edition, Site, Wanted, site, wanted_text

__all__ = [
    "EVERY",
    "OLD",
    "OTHERS",
    "SITES",
    "TODAY",
    "UNLISTED",
    "Article",
    "Block",
    "Edition",
    "PortInUse",
    "Site",
    "Wanted",
    "many",
    "serve",
    "site",
    "wanted_text",
]
