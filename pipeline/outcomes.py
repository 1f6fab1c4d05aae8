"""The closed list of ways in which a page ends; each page ends in exactly one."""

from enum import StrEnum


class Outcome(StrEnum):
    """How one requested page ended. `docs/glossary.md` has a line for each."""

    # an article, kept
    STORED_NEW = "stored-new"
    STORED_VERSION = "stored-version"
    UNCHANGED = "unchanged"

    # a page that lists articles
    FEED_READ = "feed-read"
    FEED_BROKEN = "feed-broken"
    SITEMAP_READ = "sitemap-read"
    SITEMAP_BROKEN = "sitemap-broken"
    SECTION_READ = "section-read"

    # fetched, and not an article
    NOT_MODIFIED = "not-modified"
    NOT_HTML = "not-html"
    NO_BODY = "no-body"
    EXTRACTION_FAILED = "extraction-failed"

    # not fetched, or refused
    GONE = "gone"
    HTTP_ERROR = "http-error"
    TIMED_OUT = "timed-out"
    TOO_LARGE = "too-large"
    NETWORK_ERROR = "network-error"
    REFUSED_BY_ROBOTS = "refused-by-robots"
    REFUSED_ADDRESS = "refused-address"
    REFUSED_BY_OPT_OUT = "refused-by-opt-out"
    ABANDONED = "abandoned"

    # a line of an imported file
    BAD_RECORD = "bad-record"

    # a fault of ours while handling the page; always worth a report
    FAULT = "fault"

    @property
    def stored(self) -> bool:
        """Whether an article row stands for this page after it."""
        return self in _STORED

    @property
    def as_before(self) -> bool:
        """Whether the page was as it had been when it was last read."""
        return self in _AS_BEFORE

    @property
    def listed(self) -> bool:
        """Whether the page was read whole for what it lists."""
        return self in _LISTED

    @property
    def failed(self) -> bool:
        """Whether a user should hear of it: the page was wanted and was not had."""
        return self in _FAILED


_STORED = frozenset({Outcome.STORED_NEW, Outcome.STORED_VERSION, Outcome.UNCHANGED})
_AS_BEFORE = frozenset({Outcome.UNCHANGED, Outcome.NOT_MODIFIED})
_LISTED = frozenset({Outcome.FEED_READ, Outcome.SITEMAP_READ, Outcome.SECTION_READ})
_FAILED = frozenset(
    {
        Outcome.FEED_BROKEN,
        Outcome.SITEMAP_BROKEN,
        Outcome.EXTRACTION_FAILED,
        Outcome.HTTP_ERROR,
        Outcome.TIMED_OUT,
        Outcome.TOO_LARGE,
        Outcome.NETWORK_ERROR,
        Outcome.REFUSED_ADDRESS,
        Outcome.ABANDONED,
        Outcome.BAD_RECORD,
        Outcome.FAULT,
    }
)
