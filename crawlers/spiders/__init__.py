"""The spiders: they ask for pages and hand on how each ended."""
