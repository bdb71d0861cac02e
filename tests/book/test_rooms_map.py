"""The map of the rooms is that of the code, and can be read on a phone."""

import re
from itertools import combinations

import pytest
from tests.test_rooms import MODULES, imported, room

from book.figures import layers, rooms
from book.pages.rooms import korean, table


def reach(graph, start):
    found = set()
    todo = [start]
    while todo:
        todo += (new := graph[todo.pop()] - found)
        found |= new
    return found


def test_the_rooms_are_there():
    assert {"nn", "derivation", "cli", "book", "derivations"} <= set(rooms.graph("backproof"))
    assert {"pages", "site", "figures", "backproof"} <= set(rooms.graph("book"))


def test_another_reader_of_the_imports_finds_the_same_arrows_in_the_book():
    for name, below in rooms.graph("book").items():
        files = [m for m in MODULES if m.startswith("book.") and room(m) == name]
        found = {
            what if module == "book" else "backproof" if top == "backproof" else room(module)
            for m in files
            for module, what in imported(m)
            for top in [module.split(".")[0]]
            if top in {"book", "backproof"}
        }
        assert below == found - {name} or name == "backproof"


@pytest.mark.parametrize("which", rooms.MAPS)
def test_what_is_left_out_of_the_drawing_can_be_reached_in_it(which):
    whole, drawn = rooms.graph(which), rooms.reduced(rooms.graph(which))
    assert all(reach(whole, name) == reach(drawn, name) for name in whole)
    for name, below in drawn.items():
        for one in below:  # and none that is drawn could be spared
            fewer = {**drawn, name: below - {one}}
            assert one not in reach(fewer, name)


def test_an_import_that_is_made_late_is_an_arrow(tmp_path):
    (tmp_path / "a").mkdir()
    (tmp_path / "a/__init__.py").write_text("", encoding="utf-8")
    (tmp_path / "a/x.py").write_text("def f():\n    from a.y import z\n", encoding="utf-8")
    assert list(rooms.imports(tmp_path / "a/x.py")) == [("a.y", "z")]


def test_rooms_that_import_each_other_are_refused(tmp_path, monkeypatch):
    for name, text in {"__init__": "", "x": "import a.y", "y": "import a.x"}.items():
        (tmp_path / "a").mkdir(exist_ok=True)
        (tmp_path / f"a/{name}.py").write_text(text, encoding="utf-8")
    monkeypatch.setitem(rooms.MAPS, "a", (tmp_path / "a", ()))
    with pytest.raises(ValueError, match="import each other: "):
        rooms.graph("a")


def test_a_map_that_is_not_there_is_refused():
    with pytest.raises(LookupError, match="there is one of backproof, book"):
        rooms.graph("attic")


@pytest.mark.parametrize("which", rooms.MAPS)
def test_boxes_lie_in_the_drawing_and_not_on_each_other(which):
    drawing = layers.place(rooms.reduced(rooms.graph(which)), rooms.WIDTH, rooms.BOX_WIDTH)
    half, high = rooms.BOX_WIDTH / 2, rooms.BOX_HEIGHT / 2
    for one in drawing.nodes.values():
        assert half <= one.x <= rooms.WIDTH - half
        assert high <= one.y <= drawing.height - high
    for a, b in combinations(drawing.nodes.values(), 2):
        assert abs(a.x - b.x) >= rooms.BOX_WIDTH or abs(a.y - b.y) >= rooms.BOX_HEIGHT


@pytest.mark.parametrize("which", rooms.MAPS)
def test_every_arrow_points_down(which):
    drawing = layers.place(rooms.reduced(rooms.graph(which)), rooms.WIDTH, rooms.BOX_WIDTH)
    assert len(drawing.ways) == sum(map(len, rooms.reduced(rooms.graph(which)).values()))
    for way in drawing.ways:
        assert [p.y for p in way] == sorted({p.y for p in way})


def test_a_graph_that_does_not_fit_is_refused():
    with pytest.raises(ValueError, match="do not fit into 50"):
        layers.place({"a": frozenset()}, 50, 102)


@pytest.mark.parametrize("lang", ["ko", "en"])
@pytest.mark.parametrize("which", rooms.MAPS)
def test_the_figure_names_every_room_and_says_every_arrow(which, lang):
    figure = rooms.rooms(lang, which)
    drawn = rooms.reduced(rooms.graph(which))
    assert set(re.findall(r">(\w+)</tspan>", figure.svg)) == set(drawn)
    assert figure.svg.count("<polygon") == sum(map(len, drawn.values()))
    assert all(name in figure.alt for name in drawn)
    assert min(map(int, re.findall(r'font-size="(\d+)"', figure.svg))) >= 12


def test_every_room_has_a_line_in_both_languages():
    listed = {room for which in rooms.MAPS for room in rooms.graph(which)}
    assert set(korean()) == listed, "docs/rooms.yml has one record for each room, and no other"
    for which in rooms.MAPS:
        ko, en = table(which, "ko"), table(which, "en")
        assert ko.count("\n") == en.count("\n") == len(rooms.graph(which)) + 1
        assert all(line.endswith("다. |") for line in ko.splitlines()[2:])


def test_a_room_without_a_line_is_refused(monkeypatch):
    monkeypatch.setattr("book.pages.rooms.korean", dict)
    with pytest.raises(LookupError, match=r"docs/rooms\.yml has no room"):
        table("book", "ko")
