"""What is kept is whole, or it is made anew."""

import os
import subprocess
import sys
import time

import pytest

from book.keeping.store import Store


@pytest.fixture
def store(tmp_path):
    return Store(tmp_path / "kept")


def anew(store):
    """The same folder as another process sees it."""
    return Store(store.where)


def only_file(store):
    (path,) = [path for _, _, path in store.files()]
    return path


@pytest.mark.parametrize("value", ["", "한글 \x02\u2028", [1, 2.5, None], {"a": {"b": [True]}}])
def test_a_value_comes_back_as_it_was(store, value):
    store.put("kind", "key", value)
    assert store.get("kind", "key") == value
    assert anew(store).get("kind", "key") == value


def test_what_was_never_kept_is_not_there(store):
    assert store.get("kind", "key") is None


@pytest.mark.parametrize(
    "damage",
    [
        lambda body: body[:-1],
        lambda body: body[: len(body) // 2],
        lambda body: b"",
        lambda body: body.replace(b"right", b"wrong"),
        lambda body: body + b" ",
        lambda body: b"\0" * len(body),
    ],
)
def test_a_damaged_entry_is_not_there_and_can_be_kept_again(store, damage):
    store.put("kind", "key", ["right", "as it should be"])
    path = only_file(store)
    path.write_bytes(damage(path.read_bytes()))
    fresh = anew(store)
    assert fresh.get("kind", "key") is None
    fresh.put("kind", "key", "mended")
    assert anew(store).get("kind", "key") == "mended"


KILLED = """
import sys
from pathlib import Path
from book.keeping.store import Store
store = Store(Path(sys.argv[1]))
print("ready", flush=True)
for i in range(1_000_000):
    store.put("kind", f"{i % 50:02}", ["x" * 200_000, i])
"""


def test_a_process_killed_in_the_midst_leaves_no_entry_half_written(store):
    with subprocess.Popen(
        [sys.executable, "-c", KILLED, str(store.where)], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout.readline() == "ready\n"
        time.sleep(0.5)
        process.kill()
    kept = [path.name for _, _, path in store.files() if not path.name.startswith(".")]
    assert kept, "nothing was written in half a second"
    assert all(anew(store).get("kind", name) is not None for name in kept)


def test_a_value_that_was_changed_by_its_user_is_kept_as_it_was(store):
    value = ["a"]
    store.put("kind", "key", value)
    value.append("b")
    assert store.get("kind", "key") == ["a"]


def test_a_disk_that_takes_nothing_is_no_failure(tmp_path):
    (tmp_path / "kept").write_text("a file where the folder should be")
    store = Store(tmp_path / "kept")
    store.put("kind", "key", 1)
    assert anew(store).get("kind", "key") is None


def test_what_was_not_used_for_long_is_removed_and_the_rest_is_bounded(store):
    for name in ("aa", "bb", "cc"):
        store.put("kind", name, "x" * 1000)
    times = {"aa": time.time() - 40 * 86400, "bb": time.time() - 86400, "cc": time.time()}
    for _, _, path in list(store.files()):
        os.utime(path, (times[path.name], times[path.name]))
    store.prune(days=30)
    assert sorted(path.name for _, _, path in store.files()) == ["bb", "cc"]
    store.prune(megabytes=0.0015)
    assert sorted(path.name for _, _, path in store.files()) == ["cc"]


def test_an_entry_in_use_stays_young(store):
    store.put("kind", "key", 1)
    long_ago = time.time() - 40 * 86400
    os.utime(only_file(store), (long_ago, long_ago))
    assert anew(store).get("kind", "key") == 1
    store.prune(days=30)
    assert anew(store).get("kind", "key") == 1
