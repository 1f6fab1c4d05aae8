"""The stored articles that a batch of pages meets, found by any of their addresses."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Table, bindparam, select, update
from sqlalchemy.orm import Session

from pipeline.records import ExtractedArticle, PageRecord
from pipeline.typography import plain_typography
from pipeline.urls import canonical_url
from storage.models import Article, ArticleAlias, Validator, Version
from storage.page_addresses import (
    addresses,
    all_addresses,
    is_redirected,
    key_of,
    reached_address,
    usable,
)
from storage.upserts import chunks, insert_or_ignore


@dataclass(slots=True, kw_only=True)
class Shelf:
    """Articles by the addresses that lead to them, and what a batch changes of these."""

    session: Session
    by_address: dict[str, Article] = field(default_factory=dict)
    by_key: dict[str, Article] = field(default_factory=dict)
    """By `Article.page_key`, for the other forms of their own addresses."""
    digests: dict[Article, list[str]] = field(default_factory=lambda: defaultdict(list))
    """The hashes of an article's versions, oldest first."""
    aliases: dict[str, tuple[Article, datetime]] = field(default_factory=dict)
    """Those to add."""
    led_elsewhere: dict[str, Article] = field(default_factory=dict)
    """Stored aliases that lead to another article now."""
    moved: dict[Article, Article] = field(default_factory=dict)
    renamed: list[Article] = field(default_factory=list)
    """Those that have another address now."""
    versions: list[Version] = field(default_factory=list)
    reached: dict[Article, list[str]] = field(default_factory=lambda: defaultdict(list))
    """The addresses at which articles were read."""

    def at(self, address: str) -> Article | None:
        """The article that an address leads to, or another form of that address."""
        return self.by_address.get(address) or self.by_key.get(key_of(address))

    def find(self, addresses: Iterable[str]) -> Article | None:
        """The article that the first of the addresses that leads anywhere leads to."""
        found = map(self.at, addresses)
        return next((article for article in found if article is not None), None)

    def put(self, addresses: Iterable[str], article: Article, seen_at: datetime) -> None:
        """Let addresses that lead nowhere yet lead to an article."""
        self.by_key.setdefault(article.page_key, article)
        for address in addresses:
            if address not in self.by_address:
                self.by_address[address] = article
                self.aliases[address] = article, seen_at

    def redirect(self, address: str, article: Article) -> None:
        """Let a stored address lead to another article than before."""
        self.by_address[address] = article
        if address in self.aliases:
            self.aliases[address] = article, self.aliases[address][1]
        else:
            self.led_elsewhere[address] = article

    def add_version(self, version: Version) -> None:
        """Note what is to be added."""
        self.versions.append(version)
        self.digests[version.article].append(version.text_sha256)

    def is_edit(self, article: Article, found: ExtractedArticle) -> bool:
        """Whether a text is that of an article, or an edited form of it."""
        from pipeline.edits import is_edit  # numpy, which few batches need

        return is_edit(self._newest_text(article)[1], found.body)

    def is_form(self, article: Article, found: ExtractedArticle) -> bool:
        """Whether a page at another address shows an article in another form.

        Two articles made from one template may have most words in common, but no headline.
        """
        titles = [self._newest_text(article)[0], found.title]
        shorter, longer = sorted((_folded(title) for title in titles), key=len)
        return shorter in longer and bool(shorter) and self.is_edit(article, found)

    def _newest_text(self, article: Article) -> tuple[str, str]:
        """Headline and body that an article has now."""
        for version in reversed(self.versions):
            if version.article is article:
                return version.title, version.body
        newest = select(Version.title, Version.body).where(
            Version.article_id == article.id, Version.number == article.version_count
        )
        found = self.session.execute(newest).first()
        return ("", "") if found is None else (found.title, found.body)


def _folded(title: str) -> str:
    return plain_typography(title).casefold()


def load_shelf(session: Session, pages: Iterable[PageRecord]) -> Shelf:
    """The stored articles to which any address of the pages leads."""
    shelf = Shelf(session=session)
    wanted = {address for page in pages for address in all_addresses(page)}
    for chunk in chunks(wanted):
        rows = session.execute(
            select(ArticleAlias.url, Article)
            .join(Article, Article.id == ArticleAlias.article_id)
            .where(ArticleAlias.url.in_(chunk))
        )
        shelf.by_address.update((address, article) for address, article in rows)
    for chunk in chunks({key_of(address) for address in wanted}):
        twins = select(Article).where(Article.page_key.in_(chunk)).order_by(Article.id)
        for article in session.scalars(twins):
            shelf.by_key.setdefault(article.page_key, article)
    found = (*shelf.by_address.values(), *shelf.by_key.values())
    articles = {article.id: article for article in found}
    for ids in chunks(articles):
        rows_of_versions = session.execute(
            select(Version.article_id, Version.text_sha256)
            .where(Version.article_id.in_(ids))
            .order_by(Version.article_id, Version.number)
        )
        for article_id, digest in rows_of_versions:
            shelf.digests[articles[article_id]].append(digest)
    return shelf


def is_own(address: str, article: Article) -> bool:
    """Whether an address is the one that an article goes by, in whatever form."""
    return key_of(address) == article.page_key


def find_article(
    shelf: Shelf, page: PageRecord, found: ExtractedArticle, digest: str
) -> Article | None:
    """The stored article that a page shows, if any.

    The page's own address decides. Any other may have led to another article before: today's, at
    an address that is always the latest one's. It is the same one only if its text shows so.
    """
    for address in (*addresses(page), *usable([page.requested_url])):
        article = shelf.at(address)
        if article is None:
            continue
        if digest in shelf.digests[article]:
            return article
        is_reached = address in (found.url, page.final_url) or not is_redirected(page)
        # An article whose own address leads on may just have a new one.
        if is_own(address, article) and (is_reached or shelf.is_edit(article, found)):
            return article
    return None


def own_address(shelf: Shelf, page: PageRecord, found: ExtractedArticle, digest: str) -> str:
    """The address of an article: the one that its page declares, unless it is another's.

    What the pages of many articles declare is a fault of their outlet, and would make one article
    of them all. Whose it is shows in headline and text.
    """
    reached = reached_address(page)
    if reached is None or key_of(reached) == key_of(found.url):
        return found.url
    holder = shelf.at(found.url)
    if holder is None or shelf.at(reached) is holder:
        return found.url
    if digest in shelf.digests[holder] or shelf.is_form(holder, found):
        return found.url
    if is_own(found.url, holder):
        _give_up_address(shelf, holder)
    return reached


def _give_up_address(shelf: Shelf, holder: Article) -> None:
    """Call an article by the address at which it was read, if it was not read at its own."""
    read = _read_at(shelf, holder)
    if not read or any(is_own(address, holder) for address in read):
        return
    url = canonical_url(read[0])
    if shelf.at(url) not in (holder, None):
        return
    shelf.by_key.pop(holder.page_key, None)
    holder.url, holder.page_key = url, key_of(url)
    shelf.renamed.append(holder)
    shelf.put([url], holder, holder.last_seen_at)


def _read_at(shelf: Shelf, article: Article) -> list[str]:
    """The addresses at which an article was read, in earlier batches or in this one."""
    stored = (
        select(ArticleAlias.url)
        .join(Validator, Validator.url == ArticleAlias.url)
        .where(ArticleAlias.article_id == article.id)
        .order_by(ArticleAlias.id)
    )
    return [*shelf.session.scalars(stored), *shelf.reached[article]]


def lead_to(shelf: Shelf, article: Article, page: PageRecord) -> None:
    """Note which addresses lead to an article now, and which article has moved to it."""
    redirected = is_redirected(page)
    if not redirected and is_own(page.requested_url, article):
        article.moved_to_id = None
        shelf.moved.pop(article, None)
    for address in usable([page.requested_url]):
        other = shelf.at(address)
        if other is None or other is article or page.fetched_at < other.last_seen_at:
            continue
        if not is_own(address, other):
            shelf.redirect(address, article)
        elif redirected:
            shelf.moved[other] = article
            other.gone_at = None
    shelf.put(all_addresses(page), article, page.fetched_at)
    shelf.reached[article] += usable([page.final_url or page.requested_url])


def save_aliases(session: Session, shelf: Shelf) -> None:
    """Write which addresses lead to which articles now."""
    rows = [
        {"url": url, "article_id": article.id, "first_seen_at": seen_at}
        for url, (article, seen_at) in shelf.aliases.items()
    ]
    insert_or_ignore(session, ArticleAlias, rows)
    changes = [
        {"of_url": url, "article_id": article.id} for url, article in shelf.led_elsewhere.items()
    ]
    if changes:
        alias: Table = ArticleAlias.metadata.tables["article_alias"]
        session.execute(update(alias).where(alias.c.url == bindparam("of_url")), changes)
