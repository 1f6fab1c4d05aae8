"""From the text of one page to the article in it: pure functions, no network, no clock."""

EXTRACTOR = "newsfold-extract-2"
"""The version of the extraction. Raise it with each change by which a page may read otherwise:
pages are then read again even where their server says that they have not changed."""
