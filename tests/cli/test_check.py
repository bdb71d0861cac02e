"""Verdicts, exit statuses, and the three forms of a report."""

import json
import math
import re

import numpy as np
import pytest
from tests.cli.conftest import EMPTY, RIGHT, ROUNDED, UNKNOWN, WRONG

from backproof.cli import report
from backproof.cli.report import command, plain

VERDICTS = {
    "PROVED": RIGHT,
    "PROVED_AT": RIGHT.replace("'N'", "3"),
    "WITNESSED": ROUNDED,
    "UNDECIDED": UNKNOWN,
    "VACUOUS": EMPTY,
    "REFUTED": WRONG,
    "ERROR": RIGHT.replace("2 * g * x,", "None,"),
}


def of(verdict):
    return f"...\nit = Check({VERDICTS[verdict]})\n"


@pytest.mark.parametrize("verdict", VERDICTS)
def test_each_verdict_is_said_and_decides_the_status(write, run, verdict):
    done = run(write("a.py", of(verdict)))
    assert done.out.startswith(f"it  {verdict}  ")
    assert done.status == (verdict not in {"PROVED", "PROVED_AT", "WITNESSED"})
    assert done.err == ""


@pytest.mark.parametrize("verdict", ["PROVED", "PROVED_AT", "WITNESSED"])
def test_strict_fails_on_what_only_numbers_show(write, run, verdict):
    assert run(write("a.py", of(verdict)), "--strict").status == (verdict == "WITNESSED")


def test_one_bad_check_among_good_ones_fails_and_the_others_still_run(write, run):
    for bad in ("UNDECIDED", "VACUOUS", "REFUTED", "ERROR"):
        text = f"...\na = Check({RIGHT})\nb = Check({VERDICTS[bad]})\nc = Check({RIGHT})\n"
        done = run(write(f"{bad}.py", text))
        assert done.status == 1
        found = re.findall(r"^(\w+)  (\w+)  \d+\.\d\d s$", done.out, flags=re.MULTILINE)
        assert found == [("a", "PROVED"), ("b", bad), ("c", "PROVED")]
        assert done.out.endswith(f"checks: 3 (PROVED 2, {bad} 1)\n")


def test_what_is_proved_is_explained_only_on_demand(write, run):
    file = write("a.py", of("PROVED"))
    assert "∂/∂x" not in run(file).out
    assert "  ∂/∂x: PROVED" in run(file, "-v").out


def test_what_is_refuted_is_explained(write, run):
    done = run(write("a.py", of("REFUTED")))
    assert "  ∂/∂x: REFUTED" in done.out
    assert "the derivative is" in done.out


def test_an_error_of_a_check_says_what_prove_said(write, run):
    assert "  the gradient of x is None" in run(write("a.py", of("ERROR"))).out


@pytest.mark.parametrize("raised", ["1 / 0", "exit(3)", "int('x')"])
def test_what_the_code_raises_is_an_error_with_its_place(write, run, raised):
    lines = ["...", "def backward(g, x):", f"    return ({raised},)"]
    lines += ["it = Check(lambda x: x, backward, {'x': ('N',)})", f"also = Check({RIGHT})"]
    done = run(write("a.py", "\n".join(lines)))
    assert done.status == 1
    assert re.search(r"^  \w+: .*\(a\.py, line 4\)$", done.out, flags=re.MULTILINE)
    assert "also  PROVED" in done.out


def test_korean(write, run, monkeypatch):
    file = write("a.py", of("REFUTED"))
    asked = run(file, "--lang", "ko")
    assert "틀렸습니다" in asked.out
    assert "검사 1개" in asked.out
    monkeypatch.setenv("LANG", "ko_KR.UTF-8")
    assert "틀렸습니다" in run(file).out
    assert "틀렸습니다" not in run(file, "--lang=en").out
    monkeypatch.setenv("LC_ALL", "C")
    assert "틀렸습니다" not in run(file).out


def test_several_files_name_themselves(write, run):
    one, two = write("one.py", of("PROVED")), write("two.py", of("REFUTED"))
    done = run(one, f"{two}:it")
    assert done.status == 1
    assert "one.py:it  PROVED" in done.out
    assert "two.py:it  REFUTED" in done.out


def test_colours_only_on_a_terminal_that_wants_them(write, run, monkeypatch):
    file = write("a.py", of("PROVED"))
    assert "\x1b" not in run(file).out
    monkeypatch.setattr("backproof.cli.report.colourful", lambda _: True)
    assert "\x1b[32mPROVED\x1b[0m" in run(file).out


def test_who_wants_colours(monkeypatch):
    class Terminal:
        def isatty(self):
            return True

    monkeypatch.setenv("TERM", "xterm")
    assert report.colourful(Terminal())
    monkeypatch.setenv("TERM", "dumb")
    assert not report.colourful(Terminal())
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("NO_COLOR", "1")
    assert not report.colourful(Terminal())


# --- JSON ---------------------------------------------------------------------------------------


def read(done):
    def refuse(constant):
        raise ValueError(constant)

    return json.loads(done.out, parse_constant=refuse)


def test_json_says_everything_and_is_all_there_is_on_standard_output(write, run):
    chatty = "print('read')\ndef forward(x):\n    print('run')\n    return x * x\n"
    text = f"...\n{chatty}it = Check(forward, {WRONG.partition(', ')[2]})\nok = Check({RIGHT})\n"
    done = run(write("a.py", text), "--json")
    made = read(done)
    assert done.status == 1
    assert "read" in done.err
    assert made["ok"] is False
    assert (made["summary"]["PROVED"], made["summary"]["REFUTED"]) == (1, 1)
    assert sum(made["summary"].values()) == 2
    it, ok = made["checks"]
    assert (it["file"], it["name"], it["line"], it["verdict"]) == ("a.py", "it", 7, "REFUTED")
    assert (it["error"], ok["error"]) == (None, None)
    assert "all sizes" in ok["scope"]
    assert it["seconds"] > 0


def test_the_counterexample_in_json_runs_again(write, run):
    made = read(run(write("a.py", of("REFUTED")), "--format", "json"))
    (gradient,) = made["checks"][0]["gradients"]
    found = gradient["counterexample"]
    (i,) = found["index"]
    x, g = np.array(found["inputs"]["x"]), np.array(found["upstream"])
    assert found["claimed"] == pytest.approx((g * x)[i], rel=1e-12)
    assert found["true"] == pytest.approx((2 * g * x)[i], rel=1e-6)
    assert (gradient["name"], gradient["verdict"]) == ("x", "REFUTED")


def test_json_says_where_the_backward_pass_meets_the_forward_pass(write, run):
    text = """\
...
def layer(x):
    y = np.sin(x)
    z = y * y
    def pullback(g):
        dy = 2 * g * y
        return scaled(dy, np.cos(x))
    return z, pullback

def scaled(g, slope):
    return g * slope

it = Check(layer, {"x": ("N",)})
"""
    (check,) = read(run(write("a.py", text), "--json"))["checks"]
    to_y, to_x = [m for m in check["meetings"] if m["kind"] == "adjoint"]
    assert to_y == {
        "line": {"file": "a.py", "function": "pullback", "number": 7, "calls": []},
        "kind": "adjoint",
        "of": {"file": "a.py", "function": "layer", "number": 4, "calls": []},
        "name": "",
        "count": 1,
    }
    assert to_x == {
        "line": {"file": "a.py", "function": "scaled", "number": 12, "calls": [8]},
        "kind": "adjoint",
        "of": None,
        "name": "x",
        "count": 1,
    }


@pytest.mark.parametrize("verdict", VERDICTS)
def test_json_has_the_same_fields_whatever_the_verdict(write, run, verdict):
    file = write("a.py", of(verdict))
    made = read(run(file, "--json"))
    (check,) = made["checks"]
    names = {"file", "name", "line", "verdict", "seconds", "scope", "unseen", "gradients"}
    assert set(check) == names | {"meetings", "error"}
    assert check["verdict"] == verdict
    assert made["summary"][verdict] == 1
    assert made["ok"] == (verdict in {"PROVED", "PROVED_AT", "WITNESSED"})
    assert (check["error"] is None) == (verdict != "ERROR")
    assert made == made | {"checks": [check]}
    write("raising.py", of("PROVED").replace("2 *", "1 / 0 *"))
    (raised,) = read(run("raising.py", "--json", "--lang", "ko"))["checks"]
    assert raised["error"] == "ZeroDivisionError: division by zero (raising.py, line 3)"
    korean = read(run(file, "--json", "--lang", "ko"))["checks"][0]
    assert korean | {"seconds": 0} == check | {"seconds": 0}


def test_what_is_no_number_is_text():
    values = plain(np.array([[1.5, math.nan], [math.inf, -math.inf]]))
    assert values == [[1.5, "nan"], ["inf", "-inf"]]
    assert plain(np.array([1, 2])) == [1, 2]
    assert plain(np.float64(2)) == 2
    assert plain(np.array(1 + 2j)) == "(1+2j)"


def test_json_of_an_infinite_gradient_is_json(write, run):
    wrong = "lambda x: x, lambda g, x: (g * np.inf,), {'x': ('N',)}"
    made = read(run(write("a.py", f"...\nit = Check({wrong})\n"), "--json"))
    assert made["checks"][0]["gradients"][0]["counterexample"]["claimed"] in {"inf", "-inf"}


# --- GitHub -------------------------------------------------------------------------------------


def commands(done):
    found = re.findall(
        r"^::(\w+) file=([^,\n]*),line=(\d+),title=([^,:\n]*)::(.*)$", done.out, re.MULTILINE
    )
    assert len(found) == done.out.count("::") / 2
    return found


def test_github_is_told_of_what_is_not_proved(write, run):
    lines = ["...", *(f"{name} = Check({code})" for name, code in VERDICTS.items())]
    done = run(write("sub/a.py", "\n".join(lines)), "--format", "github")
    found = {title.partition("%3A ")[0]: rest for *rest, title, _ in commands(done)}
    assert set(found) == {"WITNESSED", "UNDECIDED", "VACUOUS", "REFUTED", "ERROR"}
    assert found["WITNESSED"] == ["warning", "sub/a.py", "5"]
    assert found["REFUTED"] == ["error", "sub/a.py", "8"]
    assert {level for name, (level, *_) in found.items() if name != "WITNESSED"} == {"error"}
    strict = run("sub/a.py:WITNESSED", "--format", "github", "--strict")
    assert commands(strict)[0][0] == "error"


def test_the_line_is_that_of_the_backward_pass(write, run):
    text = (
        "def forward(x):\n    return x * x\n\n\ndef backward(g, x):\n    return (np.exp(x) - g,)\n"
    )
    end = "\n\nit = Check(forward, backward, {'x': ('N',)})\n"
    write("a.py", f"...\n{text}{end}")
    assert commands(run("a.py", "--format=github"))[0][2] == "7"
    write("passes.py", f"import numpy as np\n{text}")
    write("b.py", f"...\nfrom passes import *\n{end}")
    assert commands(run("b.py", "--format=github"))[0][1:3] == ("passes.py", "6")
    assert read(run("b.py", "--json"))["checks"][0]["line"] == 6


def test_where_a_diagnosis_points_to_a_line_it_is_that_one(write, run):
    text = "def backward(g, x, b):\n    dx = g\n    return dx, g.mean(axis=0)\n"
    end = "it = Check(lambda x, b: x + b, backward, {'x': ('N', 'D'), 'b': ('D',)})\n"
    write("a.py", f"...\n{text}{end}")
    assert commands(run("a.py", "--format=github"))[0][2] == "5"
    (check,) = read(run("a.py", "--json"))["checks"]
    assert check["line"] == 3
    assert "mean" in check["gradients"][1]["diagnosis"]


def test_a_backward_pass_without_a_line_is_shown_where_the_check_is(write, run):
    write("a.py", "...\nit = Check(np.tanh, np.multiply, {'x': ('N',)})\n")
    assert commands(run("a.py", "--format=github"))[0][1:3] == ("a.py", "3")


def test_github_is_told_of_a_file_that_cannot_be_read(write, run):
    done = run(write("a.py", "import nothing_of_this_name\n"), "--format", "github")
    assert done.status == 2
    assert commands(done)[0][:2] == ("error", "a.py")
    assert "No module named" in done.err


def test_the_escapes_of_github(here):
    made = command("error", "50%\r\na: b, c", here / "x,y:%.py", "t: u, v", 3)
    assert made == ("::error file=x%2Cy%3A%25.py,line=3,title=t%3A u%2C v::50%25%0D%0Aa: b, c")


def test_a_path_outside_stays_whole(here, tmp_path_factory):
    other = tmp_path_factory.mktemp("other") / "a.py"
    assert report.relative(other) == other.resolve().as_posix()
    assert report.relative(here / "b" / "a.py") == "b/a.py"
