"""The desk: web pages to look at stories, read-only."""
