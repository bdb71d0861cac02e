"""A value is made again when anything changes that it depends on, and not otherwise."""

import json
from pathlib import Path

import pytest

from book.keeping import imports, trace
from book.keeping.trace import Keeper, depends

FILES = {
    "src/book/__init__.py": "",
    "src/book/top.py": "from book.middle import x\n",
    "src/book/middle.py": "def f():\n    from book.late import y\n    return y\nx = 1\n",
    "src/book/late.py": "y = 1\n",
    "src/book/other.py": "",
    "src/book/words/__init__.py": "def g():\n    import book.other\n",
    "src/book/words/inner.py": "",
    "src/book/named.py": 'import importlib\nimportlib.import_module(f"book.words.{1}")\n',
    "src/book/anything.py": "import importlib\nimportlib.import_module(input())\n",
    "src/book/runner.py": "import subprocess\n",
    "src/book/tame.py": 'REACHES = ("book.late",)\nimport subprocess\n',
    "src/book/reader.py": 'READS = ("docs/terms.yml",)\n',
    "src/book/typed.py": "from typing import TYPE_CHECKING\n"
    "if TYPE_CHECKING:\n    from book.late import y\n",
    "src/backproof/__init__.py": "import subprocess\n",
    "derivations/bp2.py": "from book.middle import x\n",
    "docs/terms.yml": "a",
    "docs/claims/one.yml": "b",
    "docs/ko/index.md": "# 제목\n\n글\n",
    "bench/prove.json": "{}",
    "requirements.txt": "numpy==1",
    "package-lock.json": "{}",
}


@pytest.fixture
def root(tmp_path, monkeypatch):
    monkeypatch.delenv("BOOK_CACHE", raising=False)
    monkeypatch.setattr(trace, "_opened", set())
    for name, text in FILES.items():
        write(tmp_path, name, text)
    return tmp_path


def write(root, name, text):
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


class Made:
    """Counts how often a value is made by processes that come one after another."""

    def __init__(self, root, *names, make=None):
        self.root, self.names, self.make, self.count = root, names, make, 0

    def __call__(self):
        def make():
            self.count += 1
            depends(*self.names)
            return (self.make or (lambda: "value"))()

        return Keeper(self.root).keep("kind", ["input"], make)


def made_again(root, name, *changed, text="# changed"):
    made = Made(root, name)
    made()
    made()
    assert made.count == 1, "nothing has changed"
    for one in changed:
        write(root, one, text)
    made()
    return made.count == 2


@pytest.mark.parametrize(
    ("name", "changed"),
    [
        ("module:book.top", "src/book/top.py"),
        ("module:book.top", "src/book/middle.py"),
        ("module:book.top", "src/book/late.py"),
        ("module:book.top", "src/book/__init__.py"),
        ("module:book.words.inner", "src/book/words/__init__.py"),
        ("module:book.named", "src/book/words/inner.py"),
        ("module:book.anything", "src/book/other.py"),
        ("module:book.anything", "docs/claims/one.yml"),
        ("module:book.runner", "src/book/other.py"),
        ("module:book.runner", "src/backproof/__init__.py"),
        ("module:book.tame", "src/book/late.py"),
        ("module:book.reader", "docs/terms.yml"),
        ("module:derivations.bp2", "src/book/late.py"),
        ("module:derivations.bp2", "derivations/bp2.py"),
        ("file:docs/terms.yml", "docs/terms.yml"),
        ("file:docs/claims", "docs/claims/one.yml"),
        ("file:docs/claims", "docs/claims/two.yml"),
        ("title:docs/ko/index.md", "docs/ko/index.md"),
        ("data", "docs/claims/two.yml"),
        ("data", "bench/prove.json"),
        ("all", "src/book/other.py"),
        ("module:book.other", "requirements.txt"),
        ("module:book.other", "package-lock.json"),
    ],
)
def test_it_is_made_again_when_what_it_depends_on_changes(root, name, changed):
    assert made_again(root, name, changed)


@pytest.mark.parametrize(
    ("name", "changed"),
    [
        ("module:book.top", "src/book/other.py"),
        ("module:book.top", "docs/terms.yml"),
        ("module:book.late", "src/book/middle.py"),
        ("module:book.words.inner", "src/book/other.py"),
        ("module:book.named", "src/book/late.py"),
        ("module:book.tame", "src/book/other.py"),
        ("module:book.typed", "src/book/late.py"),
        ("module:book.reader", "docs/claims/one.yml"),
        ("data", "docs/ko/index.md"),
        ("data", "src/book/top.py"),
        ("file:docs/claims", "docs/claims/.one.yml.swp"),
        ("all", "src/book/__pycache__/top.cpython-313.pyc"),
    ],
)
def test_it_is_not_made_again_for_what_it_does_not_depend_on(root, name, changed):
    assert not made_again(root, name, changed)


def test_a_word_below_the_title_leaves_the_title_as_it_is(root):
    assert not made_again(root, "title:docs/ko/index.md", "docs/ko/index.md", text="# 제목\n\n말\n")


def test_a_change_taken_back_makes_nothing(root):
    made = Made(root, "file:docs/terms.yml")
    for text in ("a", "b", "a", "b"):
        write(root, "docs/terms.yml", text)
        made()
    assert made.count == 2


def test_another_set_of_packages_makes_it_again(root, monkeypatch):
    made = Made(root, "module:book.other")
    made()
    packages = root / "packages"
    (packages / "numpy-9.9.dist-info").mkdir(parents=True)
    monkeypatch.setattr("sysconfig.get_path", lambda _name: str(packages))
    made()
    assert made.count == 2


def test_a_file_of_data_that_is_opened_on_the_way_counts(root):
    made = Made(root, make=(root / "docs/claims/one.yml").read_text)
    made()
    write(root, "docs/claims/one.yml", "new")
    assert (made(), made.count) == ("new", 2)


def test_what_one_value_has_read_the_process_may_remember_for_the_next(root):
    remembered = []

    def read():
        if not remembered:
            remembered.append((root / "bench/prove.json").read_text())
        return remembered[0]

    keeper = Keeper(root)
    assert keeper.keep("kind", ["ko"], read) == keeper.keep("kind", ["en"], read) == "{}"
    write(root, "bench/prove.json", '{"a": 1}')
    assert Keeper(root).find("kind", ["en"]) is None


def test_a_reader_that_says_what_it_reads_stands_for_it(root):
    """Others that are made in the same process do not depend on it."""
    keeper = Keeper(root)
    keeper.keep("kind", ["terms"], (root / "docs/terms.yml").read_text)
    keeper.keep("kind", ["else"], lambda: "value")
    write(root, "docs/terms.yml", "new")
    assert Keeper(root).find("kind", ["else"]) == "value"


def test_what_an_inner_value_depends_on_the_outer_depends_on(root):
    def outer(keeper):
        def inner():
            depends("file:docs/terms.yml")
            return Path(root / "docs/terms.yml").read_text()

        return keeper.keep("outer", [], lambda: keeper.keep("inner", [], inner))

    outer(Keeper(root))
    Keeper(root).store.get("inner", "")  # the inner one is kept, the outer is made with it
    names = Keeper(root).store.where / "outer"
    for path in [path for path in names.rglob("*") if path.is_file()]:
        path.unlink()
    outer(Keeper(root))
    write(root, "docs/terms.yml", "new")
    assert outer(Keeper(root)) == "new"


def test_what_is_made_while_a_file_changes_is_not_kept(root):
    def meddle():
        write(root, "src/book/late.py", "y = 'changed in the midst'")
        return "old or new"

    Keeper(root).keep("kind", [], meddle)
    assert Keeper(root).find("kind", []) is None


def test_what_fails_is_not_kept(root):
    keeper = Keeper(root)
    with pytest.raises(ZeroDivisionError):
        keeper.keep("kind", [], lambda: 1 / 0)
    assert keeper.keep("kind", [], lambda: 2) == 2


def test_what_is_not_worth_it_is_not_kept(root):
    Keeper(root).keep("kind", [], lambda: 1, worth=lambda: False)
    assert Keeper(root).find("kind", []) is None


def test_a_copy_may_share_the_cache(root, tmp_path, monkeypatch):
    made = Made(root, "module:book.top")
    made()
    monkeypatch.setenv("BOOK_CACHE", str(root / ".cache"))
    other = tmp_path / "other"
    for name, text in FILES.items():
        write(other, name, text)
    assert Keeper(other).find("kind", ["input"]) == "value"


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("from book.top import x", {"module:book.top"}),
        ("%matplotlib inline", {"all"}),
        ("import subprocess", {"all"}),
        ("open('bench/prove.json')", {"data"}),
        ("import numpy", set()),
    ],
)
def test_code_that_runs_where_nobody_watches_names_what_it_may_reach(root, text, names):
    assert Keeper(root).project.of_text(text) == names


def test_imports_are_read_once(root, monkeypatch):
    Keeper(root).project.of("module:book.top")
    monkeypatch.setattr(imports, "read", None)
    Keeper(root).project.of("module:book.top")


def test_the_entries_hold_nothing_but_json(root):
    Made(root, "module:book.top")()
    for _, _, path in Keeper(root).store.files():
        json.loads(path.read_bytes().partition(b"\n")[2])
        assert path.stat().st_size < 10_000


def test_a_file_that_is_hashed_or_written_is_not_one_that_is_read(root):
    Keeper(root).project.of("all")
    write(root, "docs/claims/one.yml", "written")
    Keeper(root).keep("kind", [], lambda: "value")
    write(root, "docs/claims/one.yml", "again")
    assert Keeper(root).find("kind", []) == "value"


def test_the_environment_of_a_page_reaches_no_derivation_and_no_prover():
    """Else each page would be made again whatever is edited."""
    root = Path(__file__).resolve().parents[3]
    reached = Keeper(root).project.reached(["book.pages.page", "book.pages.glossary"])
    assert {name.split(".")[0] for name in reached} == {"book"}


@pytest.mark.parametrize(
    ("module", "depends"),
    [
        ("book.mistakes.mistake", False),  # the package above it reads them, in a function
        (
            "book.figures.mistakes",
            True,
        ),  # takes the function `mistake`, not the module of that name
        ("book.pages.mistakes", True),
    ],
)
def test_what_a_package_reads_counts_for_whoever_takes_it_from_there(tmp_path, module, depends):
    record = tmp_path / "docs/mistakes/one.yml"
    record.parent.mkdir(parents=True)
    found = []
    for said in ("one", "another"):
        record.write_text(said, encoding="utf-8")
        found.append(Keeper(tmp_path).project.of(f"module:{module}"))
    assert (found[0] != found[1]) is depends
