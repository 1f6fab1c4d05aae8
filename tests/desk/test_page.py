from desk.front_page import FRONT
from desk.story_page import STORY


def test_the_other_forms_of_a_page_have_paths_of_their_own():
    assert FRONT.twin(".json") == "/front.json"
    assert STORY.twin(".json") == "/story/{story_id:int}.json"
