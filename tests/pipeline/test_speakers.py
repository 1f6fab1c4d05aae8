"""Tests of pipeline.speakers."""

import pytest

from pipeline.speakers import Speaker, name_keys, same_speaker


def who(phrase: str, *names: str) -> Speaker:
    return Speaker(start=0, end=len(phrase), phrase=phrase, names=names)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (who("Mayor Ada Holm", "Ada", "Holm"), who("Holm", "Holm"), True),
        (who("Temirkhanov", "Temirkhanov"), who("Темирханов", "Темирханов"), True),
        (who("Temirkhanov", "Temirkhanov"), who("Temirkanov", "Temirkanov"), True),
        (who("Holm", "Holm"), who("Rask", "Rask"), False),
        (who("Holm", "Holm"), who("the mayor"), None),
        (who("The mayor"), who("the mayor"), True),
        (who("the mayor"), who("the minister"), None),
    ],
)
def test_one_person_goes_by_several_phrases(one, other, same):
    assert same_speaker(one, other) is same
    assert same_speaker(other, one) is same


def test_keys_are_those_of_the_names():
    assert name_keys(who("the mayor")) == frozenset()
    assert name_keys(who("Ada Holm", "Ada", "Holm")) == name_keys(who("Holm, Ada", "Holm", "Ada"))
