from flows.progress import Progress


def test_the_total_and_the_articles_may_be_unknown():
    progress = Progress(done=3)
    assert (progress.total, progress.articles) == (None, None)
