"""Fetching: the catalogue of outlets, Scrapy spiders, extraction, and the child process they run in."""
