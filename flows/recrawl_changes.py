"""What a re-crawl has changed: in texts, and through them in stories."""

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import Engine

from flows import screen
from flows.diff_reports import plain_pieces, summary
from pipeline.outcomes import Outcome
from pipeline.records import StoryEventKind
from storage.database import transaction
from storage.leases import LeaseHeld
from storage.run_accounts import pages_of_run
from storage.story_changes import StoryChange, mark_stories, story_changes
from storage.text_changes import TextChange, change_of
from storage.versions import edits_of_run

_LISTED = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class RecrawlChanges:
    """What a re-crawl has changed."""

    edits: tuple[TextChange, ...]
    gone: tuple[str, ...]
    """Addresses that answer 404 or 410 now; what was stored of them stays."""
    stories: tuple[StoryChange, ...] | None
    """None where the stories were not brought in line yet."""


def find_changes(
    engine: Engine, run_id: int, *, group: Callable[[], object] | None
) -> RecrawlChanges:
    """Return what the run has changed.

    `group` brings the stories in line, if there is anything to; where it is None, or another
    process groups already, that is left to the next grouping.
    """
    with transaction(engine) as session:
        edits = tuple(map(change_of, edits_of_run(session, run_id)))
        gone = [page.url for page in pages_of_run(session, run_id, outcomes=[Outcome.GONE])]
        mark = mark_stories(session, run_id)
    stories: tuple[StoryChange, ...] | None = ()
    if mark.article_ids:
        stories = None
        if group is not None and _is_done(group):
            with transaction(engine) as session:
                stories = tuple(story_changes(session, mark))
    return RecrawlChanges(edits=edits, gone=tuple(gone), stories=stories)


def _is_done(group: Callable[[], object]) -> bool:
    try:
        group()
    except LeaseHeld:
        return False
    return True


def show_changes(changes: RecrawlChanges) -> None:
    """Print what changed: headlines in full, of texts how many words, and the stories' logs."""
    if not changes.edits:
        screen.say("No text changed.")
    else:
        screen.say(f"{screen.counted(len(changes.edits), 'text')} changed:")
    for edit in changes.edits[:_LISTED]:
        head = edit.article
        screen.say(f"  article {head.article_id}, {head.source}: {summary(edit)}: {head.url}")
        if edit.title_changed:
            screen.say(f"    {plain_pieces(edit.title)}")
    _show_rest(len(changes.edits))
    if changes.edits:
        screen.say("newsfold diff ARTICLE shows each, word by word.")
    for url in changes.gone[:_LISTED]:
        screen.say(f"  gone: {url}")
    _show_rest(len(changes.gone))
    _show_stories(changes.stories)


def changes_object(changes: RecrawlChanges) -> dict[str, object]:
    """The same for programs."""
    return {
        "edits": [_edit_object(edit) for edit in changes.edits],
        "gone": changes.gone,
        "stories": changes.stories,
    }


def _show_stories(stories: tuple[StoryChange, ...] | None) -> None:
    if stories is None:
        screen.say("The stories follow with the next newsfold group.")
        return
    if not stories:
        return
    screen.say("Stories:")
    for change in stories:
        screen.say(f"  {_story_line(change)}")


def _story_line(change: StoryChange) -> str:
    parts = [f"story {change.story_id}: {change.kind}"]
    if change.article_url is not None:
        parts.append(change.article_url)
    if change.other_story_id is not None:
        way = "from" if change.kind is StoryEventKind.SPLIT else "with"
        parts.append(f"{way} story {change.other_story_id}")
    why = f" ({change.reason})" if change.reason else ""
    return " ".join(parts) + why


def _edit_object(edit: TextChange) -> dict[str, object]:
    return {
        "article_id": edit.article.article_id,
        "source": edit.article.source,
        "url": edit.article.url,
        "from_version": edit.before.number,
        "to_version": edit.after.number,
        "title_before": edit.before.title,
        "title_after": edit.after.title,
        "title_changed": edit.title_changed,
        "words_added": edit.words_added,
        "words_removed": edit.words_removed,
    }


def _show_rest(count: int) -> None:
    if count > _LISTED:
        screen.say(f"  ... and {count - _LISTED:,} more")
