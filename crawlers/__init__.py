"""Fetching: the catalogue, the spiders and the process they run in, and extraction."""
