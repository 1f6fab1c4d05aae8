"""What differs between two versions of an article, or between two articles."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from flows.faults import WrongUse
from flows.references import find_pair, find_stored
from pipeline.passage_diff import PassageDiff, diff_passages
from pipeline.word_diff import Piece, diff_words
from storage.text_changes import TextChange, change_of
from storage.versions import ArticleHead, Edit, VersionText, article_head, load_versions


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleDiff:
    """The newest versions of two articles, and what the second has of the first."""

    first: ArticleHead
    second: ArticleHead
    first_text: VersionText
    second_text: VersionText
    title: tuple[Piece, ...]
    body: PassageDiff


def diff_versions(
    session: Session, ref: str, *, before: int | None = None, after: int | None = None
) -> TextChange:
    """Compare two versions of an article; the last two unless told. Raises WrongUse."""
    head = article_head(session, find_stored(session, ref))
    after = head.version_count if after is None else after
    before = max(after - 1, 1) if before is None else before
    for number in (before, after):
        if not 1 <= number <= head.version_count:
            raise WrongUse(f"{ref} has no version {number}; the newest is {head.version_count}")
    old, new = load_versions(session, head.article_id, (before, after))
    return change_of(Edit(article=head, before=old, after=new))


def diff_articles(session: Session, one: str, other: str) -> ArticleDiff:
    """Compare the newest versions of two articles. Raises WrongUse."""
    first, second = (article_head(session, found) for found in find_pair(session, one, other))
    texts = [
        load_versions(session, head.article_id, [head.version_count])[0] for head in (first, second)
    ]
    return ArticleDiff(
        first=first,
        second=second,
        first_text=texts[0],
        second_text=texts[1],
        title=diff_words(texts[0].title, texts[1].title),
        body=diff_passages(texts[0].body, texts[1].body),
    )
