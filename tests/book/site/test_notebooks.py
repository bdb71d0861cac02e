"""Notebooks are executed once, again when anything changed, and a failing cell fails."""

import pytest
from mkdocs.exceptions import PluginError
from nbconvert.preprocessors import ExecutePreprocessor
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from book.site import notebooks


@pytest.fixture
def project(tmp_path, monkeypatch):
    """A project whose executor only counts."""
    (tmp_path / "src").mkdir()
    (tmp_path / "src/a.py").write_text("a = 1")
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
    notebooks.share(root, notebooks.fingerprint(root))
    cells = [new_markdown_cell(prose), *map(new_code_cell, sources)]
    resources = {"metadata": {"path": folder}}
    notebook, _ = ExecutePreprocessor().preprocess(new_notebook(cells=cells), resources)
    return [output.text for cell in notebook.cells[1:] for output in cell.outputs]


def test_both_languages_and_a_new_word_share_one_execution(project):
    root, executed = project
    assert run(root, "x", "y", prose="한국어") == ["ran x", "ran y"]
    assert run(root, "x", "y", prose="English") == ["ran x", "ran y"]
    assert len(executed) == 1


@pytest.mark.parametrize(
    ("path", "content"), [("src/a.py", "a = 2"), ("src/b.py", ""), ("requirements.txt", "numpy==2")]
)
def test_no_output_outlives_what_it_depends_on(project, path, content):
    root, executed = project
    run(root, "x")
    (root / path).write_text(content)
    run(root, "x")
    assert len(executed) == 2


def test_other_code_and_another_folder_are_executed(project):
    root, executed = project
    run(root, "x")
    run(root, "x + 1")
    run(root, "x", folder="experiments")
    assert len(executed) == 3


@pytest.mark.site
def test_a_failing_cell_fails_with_its_code_and_the_next_starts_clean(tmp_path):
    leak = new_notebook(cells=[new_code_cell("leaked = 1")])
    bad = new_notebook(cells=[new_code_cell("leaked")])
    where = new_notebook(cells=[new_code_cell("import os\nprint(os.getcwd())")])
    try:
        notebooks._execute(leak, str(tmp_path))
        with pytest.raises(PluginError, match=r"(?s)NameError.*in the cell\nleaked"):
            notebooks._execute(bad, str(tmp_path))
        notebooks._execute(where, str(tmp_path))
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
