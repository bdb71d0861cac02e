"""Notebooks are executed once, again when what they reach has changed, and a failing cell fails."""

import pytest
from mkdocs.exceptions import PluginError
from nbconvert.preprocessors import ExecutePreprocessor
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from book.keeping.trace import keeper
from book.site import notebooks


@pytest.fixture
def project(tmp_path, monkeypatch):
    """A project whose executor only counts."""
    monkeypatch.delenv("BOOK_CACHE", raising=False)
    (tmp_path / "src/book").mkdir(parents=True)
    (tmp_path / "docs").mkdir()
    (tmp_path / "src/book/a.py").write_text("a = 1")
    (tmp_path / "src/book/c.py").write_text("c = 1")
    (tmp_path / "requirements.txt").write_text("numpy==1")
    executed = []

    def execute(notebook, folder):
        executed.append([cell.source for cell in notebook.cells])
        for cell in notebook.cells:
            if cell.cell_type == "code":
                cell.outputs = [new_output("stream", text=f"ran {cell.source}")]

    monkeypatch.setattr(notebooks, "_execute", execute)
    monkeypatch.setattr(ExecutePreprocessor, "preprocess", ExecutePreprocessor.preprocess)
    return tmp_path, executed


def run(root, *sources, prose="words", folder="derivations"):
    keeper(root).refresh()
    notebooks.share(root)
    cells = [new_markdown_cell(prose), *map(new_code_cell, sources)]
    resources = {"metadata": {"path": str(root / folder)}}
    notebook, _ = ExecutePreprocessor().preprocess(new_notebook(cells=cells), resources)
    return [output.text for cell in notebook.cells[1:] for output in cell.outputs]


def test_both_languages_and_a_new_word_share_one_execution(project):
    root, executed = project
    assert run(root, "x", "y", prose="한국어") == ["ran x", "ran y"]
    assert run(root, "x", "y", prose="English") == ["ran x", "ran y"]
    assert len(executed) == 1
    assert notebooks.are_kept(root, ["x", "y"], str(root / "derivations"))
    assert not notebooks.are_kept(root, ["x"], str(root / "derivations"))


@pytest.mark.parametrize(
    ("path", "content", "times"),
    [
        ("src/book/a.py", "a = 2", 2),
        ("src/book/a.py", "import book.b", 2),
        ("requirements.txt", "numpy==2", 2),
        ("src/book/c.py", "c = 2", 1),
    ],
)
def test_no_output_outlives_what_it_depends_on(project, path, content, times):
    root, executed = project
    run(root, "import book.a")
    (root / path).write_text(content)
    run(root, "import book.a")
    assert len(executed) == times


def test_other_code_and_another_folder_are_executed(project):
    root, executed = project
    run(root, "x")
    run(root, "x + 1")
    run(root, "x", folder="experiments")
    assert len(executed) == 3


def test_a_failing_cell_fails_with_its_code_and_the_next_starts_clean(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    leak = new_notebook(cells=[new_code_cell("leaked = 1")])
    bad = new_notebook(cells=[new_code_cell("leaked")])
    where = new_notebook(cells=[new_code_cell("import os\nprint(os.getcwd())")])
    try:
        notebooks._execute(leak, str(tmp_path))
        with pytest.raises(PluginError, match=r"(?s)NameError.*in the cell\nleaked"):
            notebooks._execute(bad, str(tmp_path))
        notebooks._execute(where, str(tmp_path))
        assert list(tmp_path.iterdir()) == [], "the sockets of the kernel belong elsewhere"
    finally:
        notebooks.close()
    assert [len(notebook.cells) for notebook in (leak, bad, where)] == [1, 1, 1]
    assert where.cells[0].outputs[0].text == f"{tmp_path}\n"


def test_an_output_speaks_the_language_of_its_page_and_is_no_markdown():
    output = (
        '<div class="lang-ko" lang="ko">한\n\n# a</div><div class="lang-en b" lang="en">en_a_</div>'
    )
    markdown = f"# T\n\n<!-- output -->{output}<!-- /output -->\n"
    hidden = notebooks.hide_outputs("en", markdown)
    assert "en_a_" not in hidden
    shown = notebooks.show_outputs(hidden)
    assert (
        shown
        == '# T\n\n<div class="jp-outputs"><div class="lang-en b" lang="en">en_a_</div></div>\n'
    )
    assert "한" in notebooks.show_outputs(notebooks.hide_outputs("ko", markdown))
