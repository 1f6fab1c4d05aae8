"""A reader of pages that does what a page tells it: the worst that a parser has ever done."""

import ctypes
import os
import signal
import time

from crawlers.extraction import Extraction, RawPage, extract_here

CRAWLING = """
import functools, sys
from crawlers import child
read = "tests.crawlers.misbehaving:read"
child.ExtractionPool = functools.partial(child.ExtractionPool, read=read)
sys.exit(child.main(sys.argv[1:]))
"""
"""The crawling process, with this reader."""
_kept: list[bytearray] = []
_DIE_WITH_PARENT = 1  # PR_SET_PDEATHSIG


def read(page: RawPage) -> Extraction:
    """Do as the first word of the page says; a page of HTML is read as ever."""
    text = page.html if isinstance(page.html, str) else page.html.decode()
    word, _, rest = text.partition(" ")
    if word == "spin":
        while True:
            pass
    if word == "sleep":
        time.sleep(float(rest))
    elif word == "segfault":
        signal.signal(signal.SIGSEGV, signal.SIG_DFL)  # pytest may have set another
        ctypes.string_at(0)
    elif word == "exit":
        os._exit(int(rest))
    elif word == "allocate":
        try:
            bytearray(int(rest))
        except MemoryError:
            return Extraction(failure="no memory")
    elif word == "keep":
        _kept.append(bytearray(b"x") * int(rest))
    elif word == "outlive":  # the process it was forked from, and then end by itself
        ctypes.CDLL(None).prctl(_DIE_WITH_PARENT, 0)
        time.sleep(float(rest))
        os._exit(3)
    elif word == "stop-parent":
        os.kill(os.getppid(), signal.SIGKILL)
        time.sleep(60)
    elif text.startswith("<"):
        return extract_here(page)
    return Extraction(failure=f"{word} in {os.getpid()}")
