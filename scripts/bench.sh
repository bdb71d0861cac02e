#!/bin/sh
# Measure the prover and the layers, and write the figures that the page on times prints.
# torch, which both are compared with, needs a Python of its own: the one that TORCH_PYTHON names,
# else .cache/torch, which uv makes when this first runs (the build for processors, without CUDA).
# Without torch everything else is measured and shown, but not written: the page wants all columns.
# Arguments go to both scripts, and then nothing is written either: scripts/bench.sh --quick.
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

for script in prove nn; do
    say "bench/$script.py $*"
    case "$torch,$*" in
    ,*) .venv/bin/python "bench/$script.py" "$@" ;;
    *,) .venv/bin/python "bench/$script.py" --torch-python "$torch" --json "bench/$script.json" ;;
    *) .venv/bin/python "bench/$script.py" --torch-python "$torch" "$@" ;; # such as --quick
    esac
done
