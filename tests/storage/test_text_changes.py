from storage.text_changes import change_of
from storage.versions import ArticleHead, Edit, VersionText
from tests.storage.newsroom import NOON


def change(before: tuple[str, str], after: tuple[str, str]):
    old, new = (
        VersionText(number=number, title=title, body=body, fetched_at=NOON)
        for number, (title, body) in enumerate((before, after), 1)
    )
    head = ArticleHead(
        article_id=1, source="post", url="https://post.example/1", version_count=2, gone_at=None
    )
    return change_of(Edit(article=head, before=old, after=new))


def test_words_of_the_text_are_counted_and_the_headline_is_told_apart():
    found = change(("Ferry runs", "It runs at noon."), ("Ferry runs", "It runs at one o'clock."))
    assert (found.title_changed, found.words_added, found.words_removed) == (False, 2, 1)
    found = change(("Ferry runs", "It runs."), ("Ferry runs again", "It runs."))
    assert (found.title_changed, found.words_added, found.words_removed) == (True, 0, 0)
