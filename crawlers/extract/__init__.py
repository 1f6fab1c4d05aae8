"""From the text of one page to the article in it: pure functions, no network, no clock."""
