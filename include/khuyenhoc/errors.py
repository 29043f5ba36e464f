"""What can go wrong, grouped by what the caller can do about it.

Every error names its subject (a setting, a file, a key, a source, a URL) in its message and says in
`remedy` what to do. The command line exits with `exit_status`; Airflow retries only `Transient` errors.
"""

from __future__ import annotations


class KhuyenhocError(Exception):
    """Anything that this project raises on purpose."""

    exit_status = 1

    def __init__(self, message: str, *, remedy: str = "") -> None:
        super().__init__(message)
        self.remedy = remedy

    def __str__(self) -> str:
        message = super().__str__()
        return f"{message}. {self.remedy}" if self.remedy else message


class Transient(KhuyenhocError):
    """The same call may go through later."""


# What a person set is wrong: mend it, a retry cannot help.
class SettingsError(KhuyenhocError):
    """A setting, a parameter or an argument is missing or wrong."""

    exit_status = 2


class RegistryError(SettingsError):
    """A source's file is wrong; the message names file, line and key."""


class UnknownSource(SettingsError):
    """A source id that the registry does not have."""


# The bucket.
class StoreError(KhuyenhocError):
    """The object store refused or failed."""

    exit_status = 3


class BucketMissing(StoreError):
    """The bucket does not exist."""


class CredentialsRefused(StoreError):
    """The store does not accept these credentials."""


class KeyMissing(StoreError):
    """No object under this key."""


class Conflict(StoreError, Transient):
    """Another writer was first: read again, then write again."""


class StoreUnreachable(StoreError, Transient):
    """The store did not answer, or answered that it is overloaded."""


# A site.
class SourceError(KhuyenhocError):
    """A site did not give what its file promises."""

    exit_status = 4


class SourceUnreachable(SourceError, Transient):
    """No usable answer from the site: DNS, connection, time-out, 5xx."""


class SourceBusy(SourceError, Transient):
    """Another crawl is asking the site's host: two at once would be rude."""


class LayoutBroken(SourceError):
    """The site answers, but its pages do not have the shape that its file and vendor describe."""


class NotProven(SourceError):
    """A site that was never crawled before did not pass its right-page proof."""


# The data.
class DataError(KhuyenhocError):
    """Data failed a critical rule; nothing of it was released."""

    exit_status = 5


class GateClosed(DataError):
    """More sources failed than the run allows."""
