import asyncio

import pytest

from flows.recrawl import recrawl_flow
from flows.targets import NoTargets


def test_the_flow_says_that_nothing_fits(tmp_path):
    with pytest.raises(NoTargets, match="nobody"):
        asyncio.run(recrawl_flow.fn(source="nobody"))


@pytest.mark.slow
@pytest.mark.usefixtures("forked_crawls")
def test_the_flow_fetches_the_addresses(outlet, settings, monkeypatch):
    for name, value in settings.environment().items():
        monkeypatch.setenv(name, value)
    report = asyncio.run(recrawl_flow.fn(urls=[f"{outlet.url}/ferry"]))
    assert report.run.outcomes == {"stored-new": 1}
