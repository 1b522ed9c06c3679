import pytest

from statements.rendering.markdown import render, render_line


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "a <b onclick=x>b</b>",
        "[a](javascript:alert)",
        "[a](data:text/html,x)",
        "[a](/relative)",
        "![a](https://example.org/a.png)",
        "<!-- -->",
        "&lt;script&gt;",
    ],
)
@pytest.mark.parametrize("way", [lambda t: render(t).html, render_line])
def test_nothing_typed_becomes_an_element_that_runs_or_loads(text, way):
    html = way(text)
    assert "<script" not in html
    assert "<b" not in html
    assert "<img" not in html
    assert "href" not in html.replace('href="https://example.org/a.png"', "")


def test_a_link_holds_only_text():
    html = render("See [the **bold** *and* `code`](https://example.org).").html
    assert html == 'See <a href="https://example.org">the bold and code</a>.'


def test_text_within_a_link_that_is_no_link_keeps_its_emphasis():
    assert render("[**a**](foo)").html == "<strong>a</strong>"


def test_entities_stay_as_typed():
    assert render("&#x202E; &amp;").html == "&amp;#x202E; &amp;amp;"


def test_a_single_paragraph_comes_without_its_element():
    assert render("One\nparagraph.").inline
    assert not render("One.\n\nTwo.").inline


@pytest.mark.parametrize(
    ("text", "above", "last", "tags"),
    [
        ("### A", 2, 2, ["h3"]),
        ("#### A", 2, 2, ["h3"]),
        ("#### A", 2, 3, ["h4"]),
        ("# A", 2, 2, ["h3"]),
        ("### A\n\n###### B", 2, 2, ["h3", "h4"]),
        ("### A", 3, 3, ["h4"]),
        ("###### A", 5, 6, ["h6"]),
        ("> ##### A", 2, 2, ["h3"]),
    ],
)
def test_no_level_of_heading_is_skipped(text, above, last, tags):
    done = render(text, above=above, last=last)
    assert [tag for tag in ("h3", "h4", "h5", "h6") if f"<{tag}>" in done.html] == tags
    assert done.heading == int(tags[-1][1])


def test_a_table_has_scopes_labels_and_classes_and_no_style():
    html = render("| a | b |\n|--:|:-:|\n| 1 | 2 |", caption="Table 1").html
    assert "<caption>Table 1</caption>" in html
    assert '<th class="ieg-right" scope="col">a</th>' in html
    assert '<td class="ieg-centre" data-label="b">2</td>' in html
    assert "style" not in html


def test_an_empty_header_cell_is_no_header():
    html = render("| | b |\n|---|---|\n| 1 | 2 |").html
    assert html.count("<th ") == 1


def test_a_recommendation_is_never_a_list():
    assert render_line("1986. A great *year*") == "1986. A great <em>year</em>"


@pytest.mark.parametrize("depth", [3, 19, 20, 500])
def test_no_word_is_lost_however_deep_it_stands(depth):
    assert "word" in render("> " * depth + "word").html
    assert (
        "word" in render("\n".join(f"{'  ' * n}- word{n}" for n in range(depth))).html
    )
    assert f"word{depth - 1}" in (
        render("\n".join(f"{'  ' * n}- word{n}" for n in range(depth))).html
    )


def test_hostile_brackets_are_answered():
    assert render("[" * 50_000).html
