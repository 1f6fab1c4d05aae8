"""What one version of an article changed of another."""

from dataclasses import dataclass

from pipeline.word_diff import Fate, Piece, diff_words
from storage.versions import ArticleHead, Edit, VersionText


@dataclass(frozen=True, slots=True, kw_only=True)
class TextChange:
    """What one version changed of another."""

    article: ArticleHead
    before: VersionText
    after: VersionText
    title: tuple[Piece, ...]
    body: tuple[Piece, ...]

    @property
    def title_changed(self) -> bool:
        """Whether the headline has other words."""
        return any(piece.fate is not Fate.SAME for piece in self.title)

    @property
    def words_added(self) -> int:
        """Words of the text that are new; those of the headline are not counted."""
        return sum(piece.words for piece in self.body if piece.fate is Fate.ADDED)

    @property
    def words_removed(self) -> int:
        """Words of the text that are no longer there."""
        return sum(piece.words for piece in self.body if piece.fate is Fate.REMOVED)


def change_of(edit: Edit) -> TextChange:
    """Compare the two texts of an edit."""
    return TextChange(
        article=edit.article,
        before=edit.before,
        after=edit.after,
        title=diff_words(edit.before.title, edit.after.title),
        body=diff_words(edit.before.body, edit.after.body),
    )
