import re

from lxml import etree

from desk.charts import Node, sparkline, step, strip, tree

HOSTILE = '"><script>alert(1)</script>\u202e'


def parsed(svg: str) -> etree._Element:
    return etree.fromstring(svg)


def test_a_sparkline_has_a_bar_for_each_count_that_is_not_nought():
    svg = parsed(sparkline((3, 0, 1), "articles over time"))
    heights = [float(bar.get("height")) for bar in svg.iter("rect")]
    assert heights[0] == 20
    assert 2 <= heights[1] < 10
    assert (svg.get("role"), svg.get("aria-label")) == ("img", "articles over time")


def test_a_sparkline_of_nothing_draws_nothing():
    assert list(parsed(sparkline((), "none")).iter("rect")) == []


def test_a_strip_marks_each_place():
    (marks,) = parsed(strip([0.5, 0, 1], "three")).xpath("//path[@class='marks']/@d")
    assert marks == "M0 2V18M500 2V18M1000 2V18"


def test_a_tree_hangs_each_node_under_its_parent():
    svg = parsed(
        tree(
            [
                Node(label="wire", parent=None, kind="original"),
                Node(label="paper", parent=0, kind="reprint"),
                Node(label="farm", parent=1, kind="rewrite", sure=False),
            ],
            "a tree",
        )
    )
    xs = [int(circle.get("cx")) for circle in svg.iter("circle")]
    assert xs == sorted(set(xs))
    assert [edge.get("class") for edge in svg.iter("path")] == ["edge", "edge unsure"]
    assert [text.text for text in svg.iter("text")] == ["wire", "paper", "farm"]


def test_a_deep_tree_stays_inside_of_its_picture():
    chain = [
        Node(label="x" * 100, parent=number - 1 if number else None, kind="rewrite")
        for number in range(40)
    ]
    svg = parsed(tree(chain, "deep"))
    width = float(svg.get("width"))
    assert all(float(text.get("x")) + 6.5 * len(text.text) <= width for text in svg.iter("text"))


def test_labels_are_escaped_and_hold_no_marks_that_turn_text():
    for svg in (
        sparkline((1,), HOSTILE),
        strip([0.5], HOSTILE),
        tree([Node(label=HOSTILE, parent=None, kind="original")], HOSTILE),
    ):
        assert not list(parsed(svg).iter("script"))
        assert "\u202e" not in svg


def test_charts_have_no_style_and_no_script_of_their_own():
    svg = tree([Node(label="a", parent=None, kind="original")], "t") + strip([0.1], "s")
    assert not re.search(r"\sstyle=|\son\w+=|href", svg)


def test_a_step_of_a_sum_goes_from_what_it_was_to_what_it_is():
    drawn = parsed(step(-1000, 500, (-1000, 1000), 250))
    bar = drawn.find(".//{*}rect")
    assert (float(bar.get("x")), float(bar.get("width"))) == (2, 222)
    assert bar.get("class") == "up"
    assert parsed(step(500, -1000, (-1000, 1000), 0)).find(".//{*}rect").get("class") == ("down")
    nothing = parsed(step(0, 0, (0, 0), 0))
    assert nothing.get("aria-hidden") == "true"
    assert nothing.find(".//{*}rect") is None
