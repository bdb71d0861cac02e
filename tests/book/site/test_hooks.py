"""The hook drops old code when code or data have changed."""

import sys
from types import ModuleType

import pytest

from book.site import hooks


@pytest.fixture
def modules(monkeypatch):
    """Stand-ins for modules of ours and of others, which are forgotten instead of the real ones."""
    stand_in = {name: ModuleType(name) for name in ("book", "book.x", "backproof.y", "bookish")}
    monkeypatch.setattr(sys, "modules", stand_in)
    monkeypatch.setattr(hooks, "_seen", set())
    return stand_in


def test_old_code_is_forgotten_when_code_or_data_have_changed(modules):
    hooks._forget_old_code("then")
    assert set(modules) == {"book", "book.x", "backproof.y", "bookish"}, "the first build"
    hooks._forget_old_code("then")
    assert set(modules) == {"book", "book.x", "backproof.y", "bookish"}, "nothing has changed"
    hooks._forget_old_code("now")
    assert set(modules) == {"bookish"}


def test_what_was_forgotten_once_is_not_remembered_as_seen(modules):
    for state in ("then", "now"):
        hooks._forget_old_code(state)
    modules["book.x"] = ModuleType("book.x")
    hooks._forget_old_code("then")
    assert "book.x" not in modules, "a change taken back is a change"
