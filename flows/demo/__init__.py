"""A press of local outlets, so that a first run needs no network."""
