"""The catalogue that comes with Newsfold: well-known outlets to begin with."""

from importlib.resources import as_file, files

from crawlers.catalogue import Catalogue
from crawlers.catalogue_reading import load_catalogue


def load_starter() -> Catalogue:
    """Read the starter catalogue."""
    with as_file(files("crawlers") / "data" / "sources-starter.toml") as path:
        return load_catalogue(path)
