#!/bin/sh
# Measure the prover and the layers, and write the figures that the page on times prints.
# torch, which all are compared with, needs a Python of its own: the one that TORCH_PYTHON names,
# else .cache/torch, which uv makes when this first runs (the build for processors, without CUDA).
# Without torch everything else is measured and shown, but not written: the page wants all columns.
# BEFORE names a checkout of another commit, which whole models are proved by, too.
# Arguments go to all scripts, and then nothing is written either: scripts/bench.sh --quick.
set -eu
cd "$(dirname "$0")/.."
home=.cache/torch

say() { printf 'bench: %s\n' "$*" >&2; }

has_torch() { "$1" -c 'import torch' >/dev/null 2>&1; }

install() {
    say "installing torch into $home, once"
    uv venv --quiet --clear "$home" &&
        uv pip install --quiet --torch-backend cpu --python "$home/bin/python" torch==2.13.0 numpy
}

if [ -n "${TORCH_PYTHON:-}" ]; then
    has_torch "$TORCH_PYTHON" || { say "TORCH_PYTHON=$TORCH_PYTHON cannot import torch"; exit 1; }
    torch=$TORCH_PYTHON
elif has_torch "$home/bin/python" || { command -v uv >/dev/null 2>&1 && install; }; then
    torch=$home/bin/python
else
    torch=
    say "torch is left out: uv could not install it, or is missing."
    say "Name a Python that has it: make bench TORCH_PYTHON=/path/to/python"
fi

measure() { # a script, and what it alone is told
    script=$1
    shift
    say "bench/$script.py $*"
    .venv/bin/python "bench/$script.py" "$@"
}

for script in prove nn models; do
    before=
    [ "$script" != models ] || before=${BEFORE:-}
    case "$torch,$*" in
    ,*) measure "$script" ${before:+--before "$before"} "$@" ;;
    *,) measure "$script" ${before:+--before "$before"} --torch-python "$torch" --json "bench/$script.json" ;;
    *) measure "$script" ${before:+--before "$before"} --torch-python "$torch" "$@" ;; # such as --quick
    esac
done
