"""How far the equations reach: each theorem is proved, each narrower form refuted."""

import re
from collections import Counter
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path

import numpy as np
import pytest

from backproof import Verdict, prove
from backproof.nn import identity
from book.claims import Words
from book.claims.judging import sigmoid, slopes
from book.claims.snippet import snippet
from book.pages import theorems
from book.pages.glossary import load
from book.records import DOCS, RecordError, read
from book.site.mathematics import render
from book.theorems import canonical_links as link
from book.theorems import wider_networks as wide
from book.theorems.generality import ALL, Equation, Theorem, theorem

ROOT = Path(__file__).resolve().parents[3]
HANGUL = re.compile("[가-힣]")
GROUPS = ("covered", "uncovered")
TEX = re.compile(r"\$([^$]+)\$")

every = pytest.mark.parametrize("one", ALL, ids=lambda one: one.id)


def said(one):
    return [words for words in (one.name, one.stated, one.narrowly) if words is not None]


@every
def test_it_is_proved_for_all_sizes(one):
    assert one.proved.verdict is Verdict.PROVED, one.proved.explain("en")
    assert one.proved.sizes, "sizes are letters"
    assert not one.proved.numbers


@every
def test_the_narrower_form_is_refuted_by_numbers(one):
    if one.narrowly is None:
        assert one.refuted is None
        return
    assert one.refuted.verdict is Verdict.REFUTED
    found = one.refuted.counterexample
    assert abs(found.claimed[found.index] - found.true[found.index]) > 1e-6


@every
def test_all_is_said_in_both_languages(one):
    avoided = [word for term in load(ROOT) for word in term.avoid_ko]
    for words in said(one):
        assert HANGUL.search(words.ko) or words.ko == words.en
        assert not HANGUL.search(words.en)
        assert Counter(TEX.findall(words.ko)) == Counter(TEX.findall(words.en))
        assert [word for word in avoided if re.search(rf"(?<![가-힣]){word}", words.ko)] == []
        for tex in TEX.findall(words.ko):
            render(tex, ROOT)
    assert one.stated.ko.endswith("다.")
    assert one.stated.en.endswith(".")


@every
def test_its_formula_is_an_equation_that_can_be_set(one):
    assert "=" in one.formula()
    render(one.formula(), ROOT, display=True)


def verdicts(one, text, **names):
    """Run what a reader copies, and return the verdicts that it prints."""
    out = StringIO()
    with redirect_stdout(out):
        exec(compile(text, one.id, "exec"), {"__name__": "copied"} | names)  # noqa: S102
    return [line for line in out.getvalue().splitlines() if line in Verdict.__members__]


@every
def test_its_formula_is_that_of_the_rule_that_is_proved(one):
    for rule in (equation.rule for equation in one.equations):
        if rule == "error_of_outputs":
            continue  # it calls the activation of the network that is proved, and does no more
        head, text = f"\ndef {rule}(", snippet(one.check)
        assert text.count(head) == 1
        bent = text.replace(head, f"\n@doubled{head}")
        assert verdicts(one, bent, doubled=doubled)[-1] == "REFUTED"


def doubled(rule):
    """Bend a rule."""
    return lambda *given: 2 * rule(*given)


@every
def test_what_a_reader_copies_runs_and_finds_the_same(one):
    found = verdicts(one, snippet(one.check))
    assert found == [run.verdict.name for run in (one.refuted, one.proved) if run]


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_the_page_shows_each_under_a_heading_of_its_own(lang):
    page = (ROOT / "docs" / lang / "generality.md").read_text(encoding="utf-8")
    for one in ALL:
        assert re.search(
            rf'^### .*\{{#{one.id}\}}\n\n\{{= theorem\("{one.id}"\) =\}}$', page, re.MULTILINE
        ), one.id
    assert page.count("{= theorem(") == len(ALL)


@every
@pytest.mark.parametrize("lang", ["ko", "en"])
def test_a_card_says_what_the_prover_said(one, lang):
    card = theorems.card(one, lang)
    assert "<code>PROVED</code>" in card
    assert ("<code>REFUTED</code>" in card) is (one.narrowly is not None)
    assert bool(HANGUL.search(card)) is (lang == "ko")
    assert len(theorems.table(lang).splitlines()) == len(ALL) + 2


def test_the_pairs_named_are_there():
    assert len({one.id for one in ALL}) == len(ALL)
    covered, uncovered = (read(DOCS / f"theorems/{name}.yml", Theorem) for name in GROUPS)
    assert all(one.narrowly is None for one in covered)
    assert all(one.narrowly is not None for one in uncovered)
    assert {one.id for one in covered} >= {
        "identity-squared",
        "sigmoid-cross-entropy",
        "softmax-cross-entropy",
        "poisson",
    }
    assert {one.id for one in uncovered} >= {
        "sigmoid-squared",
        "softmax-squared",
        "tanh-squared",
        "probit",
        "row-sums",
    }
    assert theorem("poisson") in covered
    with pytest.raises(LookupError):
        theorem("none")


@pytest.mark.parametrize("id_", ["poisson", "probit"])
def test_a_narrower_form_and_its_name_come_together(id_):
    one = theorem(id_)
    narrowly = None if one.narrowly else Words(ko="가", en="a")
    fields = {name: getattr(one, name) for name in Theorem.model_fields}
    bent = Theorem(**fields | {"narrowly": narrowly})
    with pytest.raises(ValueError, match=f"{id_}: .* a narrower form"):
        _ = bent.proofs


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("rule: output_minus_target", "rule: output_minus", "rule: there is no function output_mi"),
        (
            "    - rule: output_minus_target\n",
            "    []\n",
            "equations: Tuple should have at least 1",
        ),
        ("  equations:\n    - rule: output_minus_target\n", "", "equations: Field required"),
    ],
)
def test_a_theorem_without_a_formula_is_refused(tmp_path, old, new, said):
    text = (
        "- id: poisson\n  name: {ko: 가, en: a}\n  stated: {ko: 가., en: a.}\n"
        "  equations:\n    - rule: output_minus_target\n"
    )
    (tmp_path / "one.yml").write_text(text, encoding="utf-8")
    (one,) = read(tmp_path / "one.yml", Theorem)
    assert one.formula() == theorem("poisson").formula()
    assert old in text
    (tmp_path / "one.yml").write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(RecordError) as error:
        read(tmp_path / "one.yml", Theorem)
    assert said in str(error.value)


def test_a_formula_prints_what_the_rule_returns():
    one = Equation(left="C", rule="share_of_each", given={"C by a": ["N"]}, at=["m"])
    assert one.tex().startswith(r"C = \frac{e^{\frac{\partial C}{\partial a_{m}}}}{")


def test_a_pair_with_a_wrong_error_is_refuted():
    def doubled(a, y):
        return 2 * link.output_minus_target(a, y)

    runs = link.pair(link.poisson_cost, np.exp, doubled)()
    assert [one.verdict for one in runs] == [Verdict.PROVED, Verdict.REFUTED]


# --- what the statements say besides the formula, by numbers ------------------------------------

z, y = np.array([[0.3, -1.2], [2.0, 0.4]]), np.array([[0.2, 0.9], [0.0, 1.0]])


def test_the_costs_are_negative_log_likelihoods():
    up_to_a_constant = [
        (link.squared_cost(identity), lambda z: (y - z) ** 2 / 2),
        (link.poisson_cost, lambda z: np.exp(z) - y * np.log(np.exp(z))),
        (link.binary_cost, lambda z: -np.log(sigmoid(z)) * y - np.log(1 - sigmoid(z)) * (1 - y)),
    ]
    for cost, negative_log in up_to_a_constant:
        parts = [cost(at, y) - negative_log(at).sum() / 2 for at in (z, z + 1, -z)]
        assert np.ptp(parts) < 1e-12


def test_tanh_is_the_slope_of_log_cosh():
    assert np.allclose(slopes(lambda z: np.log(np.cosh(z)).sum(), z), np.tanh(z))


def test_a_soft_maximum_gives_more_to_a_larger_loss_and_one_in_all():
    shares = wide.share_of_each(np.array([0.1, 2.0, 0.5]))
    assert np.argsort(shares).tolist() == [0, 2, 1]
    assert np.isclose(shares.sum(), 1)


def test_a_half_of_the_cross_entropy_teaches_nothing_at_target_0():
    assert not link.half_of_binary_error(sigmoid(z), 0 * y).any()


def test_each_example_moves_all_others_in_batch_norm():
    def first_alone(u):
        apart = u - u.mean(axis=0)
        return (apart / np.sqrt((apart**2).mean(axis=0) + 0.1))[0].sum()

    assert (abs(slopes(first_alone, np.array([[0.1, 2.0], [1.0, -1.0], [0.5, 0.0]]))) > 1e-3).all()


def test_a_seed_of_one_is_the_sum_and_one_in_n_the_mean():
    for reduced, seed in (
        (lambda x, W, b: wide.losses(x, W, b).sum(), np.ones_like),
        (lambda x, W, b: wide.losses(x, W, b).mean(), wide.same_for_each),
    ):
        proof = prove(reduced, wide.backward_from(seed), wide.ONE_LAYER)
        assert proof.verdict is Verdict.PROVED


def test_a_seed_may_count_each_example_differently():
    def backward(g, x, W, b, counts):
        return wide.backward_from(lambda each: counts)(g, x, W, b)

    proof = prove(
        lambda x, W, b, counts: (counts * wide.losses(x, W, b)).sum(),
        backward,
        wide.ONE_LAYER | {"counts": ("N",)},
        wrt=("x", "W", "b"),
    )
    assert proof.verdict is Verdict.PROVED
