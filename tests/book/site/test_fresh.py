"""A page is never stale: whatever is changed arrives, in the next build and in the same process."""

import json
import shutil
import subprocess
import sys

import pytest
from tests.book.site.small import change, command, environment, small

from book.keeping.store import Store

pytestmark = pytest.mark.site

# Builds again and again in one process, as the server does, each time when a line comes in.
BUILDER = """
import sys
import traceback
from mkdocs.commands.build import build
from mkdocs.config import load_config
config = load_config("mkdocs.yml", site_dir=sys.argv[1])
config.plugins.on_startup(command="build", dirty=False)
for line in sys.stdin:
    try:
        build(load_config("mkdocs.yml", site_dir=sys.argv[1]))
        print("built", flush=True)
    except BaseException as error:
        traceback.print_exc(limit=-3)
        print("failed:", " ".join(repr(error).split()), flush=True)
config.plugins.on_shutdown()
"""

# What is changed, where the change is seen, and what is seen before and after.
LAYER = "src/backproof/nn/layers/affine.py"
CHANGES = {
    "a layer": (LAYER, "z = x @ W.T + b", "z = x @ W.T + b  # moved", "index", "# moved"),
    "a derivation": (
        "derivations/bp2.py", "The bias drops out.", "The bias is gone.",
        "derivations/bp2", "The bias is gone.",
    ),
    "a term": ("docs/glossary.yml", 'en: "backprop', 'en: "my own backprop', "glossary", "my own "),
    "a template": (
        "overrides/partials/alternate.html", '<div class="md-header__option">',
        '<div class="md-header__option another">', "index", "md-header__option another",
    ),
    "a record": ("docs/records/one.yml", "as-it-was", "as-it-is", "index", "a-record-as-it-is"),
    "a figure": (
        "src/book/figures/learning.py", 'axes.label(0.9, 0.62, "σ(z)"',
        'axes.label(0.9, 0.62, "sigma of z"', "index", "sigma of z",
    ),
    "an example": (
        "src/book/examples/network/two_two_one.py", "def run(", "ABOUT = 1\n\n\ndef run(",
        "index", "One sentence.",
    ),
    "a sentence": ("docs/en/index.md", "One sentence.", "Another one.", "index", "Another one."),
    "a title": ("docs/en/glossary.md", "# G {", "# Words {", "index", "Words"),
    "an asset": ("docs/assets/css/site.css", "}", "} /* new */", "../assets/css/site.css", "new"),
    "a page's frame": ("mkdocs.yml", "site_name: Backproof", "site_name: Other", "index", "Other"),
}  # fmt: skip


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    return small(tmp_path_factory.mktemp("fresh") / "project")


@pytest.fixture(scope="module")
def again(project):
    """Builds in one process that stays."""
    with (project.parent / "errors").open("w") as errors, subprocess.Popen(
        [sys.executable, "-c", BUILDER, "site"], cwd=project, env=environment(project),
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors, text=True,
    ) as process:  # fmt: skip

        def build():
            process.stdin.write("build\n")
            process.stdin.flush()
            return process.stdout.readline().strip()

        assert build() == "built"
        yield build
        process.stdin.close()


def seen(project, page):
    path = project / "site/en" / (page if "." in page.rpartition("/")[2] else f"{page}.html")
    return path.read_text(encoding="utf-8")


@pytest.mark.parametrize("what", CHANGES)
def test_a_change_arrives(project, again, what):
    name, old, new, page, shown = CHANGES[what]
    if what != "an example":
        assert shown not in seen(project, page)
    change(project, name, old, new)
    assert again() == "built"
    assert shown in seen(project, page)


@pytest.mark.parametrize("lock", ["requirements.txt", "package-lock.json"])
def test_after_a_change_of_a_lock_file_everything_is_made_anew(project, again, lock):
    """Another version of what a page was made with may make another page."""
    kept = Store(project / ".cache/kept")
    assert again() == "built"
    before = {path for _, _, path in kept.files()}
    path = project / lock
    path.write_text(path.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    assert again() == "built"
    made = [path for _, _, path in kept.files() if path not in before]
    assert {path.relative_to(kept.where).parts[0] for path in made} >= {
        "printed", "outputs", "contents", "formulas", "html",
    }  # fmt: skip


def test_a_new_term_is_found_by_the_search(project, again):
    change(project, "docs/glossary.yml", '"backprop", "back propagation"', '"zurückrechnen"')
    assert again() == "built"
    docs = json.loads(seen(project, "search/search_index.json"))["docs"]
    assert any("zurückrechnen" in entry["alias2"] for entry in docs)


def test_wrong_code_fails_though_everything_was_kept_and_right_code_is_built(project, again):
    change(project, LAYER, "return g @ W, g.T @ x", "return 2 * g @ W, g.T @ x")
    assert again().startswith("failed:")
    change(project, LAYER, "return 2 * g @ W, g.T @ x", "return g @ W, g.T @ x")
    assert again() == "built"


def test_another_process_builds_the_same_to_the_byte(project, again, tmp_path):
    assert again() == "built"
    done = subprocess.run(
        command("build", "-q", "-d", str(tmp_path / "site")), cwd=project,
        env=environment(project) | {"PYTHONHASHSEED": "1"}, capture_output=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert same(project / "site", tmp_path / "site")


def same(one, other):
    names = [
        sorted(p.relative_to(root) for p in root.rglob("*") if p.is_file()) for root in (one, other)
    ]
    assert names[0] == names[1]
    return [n for n in names[0] if (one / n).read_bytes() != (other / n).read_bytes()] == []


def test_nothing_is_left_behind(project, again):
    assert again() == "built"
    made = {path.name for path in project.iterdir()} - {
        *("src", "overrides", "docs", "derivations", "bench", "node_modules"),
        *("mkdocs.yml", "mkdocs.en.yml", "requirements.txt", "package-lock.json"),
    }
    assert made == {"site", ".cache"}


def test_without_the_cache_it_is_the_same_to_the_byte(project, again, tmp_path):
    assert again() == "built"
    shutil.rmtree(project / ".cache/kept")
    done = subprocess.run(
        command("build", "-q", "-d", str(tmp_path / "site")), cwd=project,
        env=environment(project) | {"PYTHONHASHSEED": "2"}, capture_output=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert same(project / "site", tmp_path / "site")
