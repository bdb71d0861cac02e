#!/bin/sh
# scripts/setup.sh makes the environment for reading and proving: .venv from requirements.txt,
# node_modules from package-lock.json. scripts/setup.sh dev adds what requirements-dev.txt lists.
# uv does it where it is on the PATH, otherwise venv and pip; both install the same hashes.
# PYTHON=/path/to/python chooses the interpreter. A stamp is written last, so that an
# interrupted set-up is done again.
set -eu
cd "$(dirname "$0")/.."
here=$(pwd -P)
stamp=.venv/.ready
began=$(date +%s)

say() { printf 'setup: %s\n' "$*" >&2; }

has() { command -v "$1" >/dev/null 2>&1; }

# Run the candidate: a pyenv shim may exist and yet refuse to run.
fits() {
    "$1" -c 'import sys; sys.exit(sys.version_info < (3, 12))' >/dev/null 2>&1 </dev/null
}

candidates() {
    if [ -n "${PYTHON:-}" ]; then
        printf '%s\n' "$PYTHON"
        return
    fi
    wanted=$(cat .python-version)
    printf '%s\n' "python$wanted" python3.14 python3.13 python3.12 python3 python
    for version in "$wanted" 3.14 3.13 3.12; do
        for name in "${PYENV_ROOT:-${HOME:-}/.pyenv}/versions/$version"*/bin/python3; do
            if [ -x "$name" ]; then printf '%s\n' "$name"; fi
        done
    done
    if has uv; then uv python find --no-python-downloads '>=3.12' 2>/dev/null || true; fi
}

find_python() {
    candidates | while IFS= read -r name; do
        if fits "$name"; then
            "$name" -c 'import sys; print(sys.executable)' </dev/null
            break
        fi
    done
}

make_venv() {
    if [ -e "$stamp" ] && [ "$(cat "$stamp")" != "$here" ]; then
        say "the folder has moved: .venv is made anew"
        rm -rf .venv
    fi
    rm -f "$stamp"
    if [ -z "${PYTHON:-}" ] && fits .venv/bin/python; then return; fi
    python=$(find_python)
    if [ -z "$python" ]; then
        say "no Python 3.12 or newer was found${PYTHON:+ at PYTHON=$PYTHON}."
        say "python3 is: $(python3 --version 2>&1 || true)"
        say "Install Python 3.13 (python.org, 'uv python install 3.13' or 'pyenv install 3.13'),"
        say "or name one: make setup PYTHON=/path/to/python3.13"
        exit 1
    fi
    say "using $("$python" --version) at $python"
    rm -rf .venv
    if has uv; then
        uv venv --quiet --python "$python" .venv
    elif ! "$python" -m venv .venv; then
        rm -rf .venv
        say "this Python cannot make environments: install its venv module"
        say "(on Debian and Ubuntu the package python3-venv) or uv."
        exit 1
    fi
}

install() {
    if has uv; then
        uv pip install --quiet --python .venv/bin/python "$@"
    else
        .venv/bin/python -m pip install --no-compile --progress-bar off \
            --disable-pip-version-check "$@" 2>&1
    fi
}

# Compile what was installed, on all processors: otherwise whoever imports it first waits for that,
# in tests three workers at once. Some packages hold files for other Pythons, which fail.
compile() {
    say "compiling them"
    PYTHONWARNINGS=ignore .venv/bin/python -m compileall -qq -j 0 -x '/tests?/' .venv/lib || true
}

# Pass on how far pip has come, a line for every tenth package; if it fails, all that it said.
# In a pipe sh forgets the exit status, so that it comes as the last line.
follow() {
    total=$1
    count=0
    said=""
    while IFS= read -r line; do
        case $line in
            "Collecting "*)
                count=$((count + 1))
                if [ $((count % 10)) -eq 0 ]; then say "  $count of $total"; fi
                ;;
            "Installing collected packages"*)
                if [ "$total" -ge 10 ]; then say "  unpacking them"; fi
                ;;
            "status 0") return 0 ;;
            "status "*)
                printf '%s\n' "$said" >&2
                return 1
                ;;
        esac
        said="$said
$line"
    done
    return 1
}

# Install something, showing how far it has come; the first argument says how many packages it is.
installed() {
    total=$1
    shift
    { install "$@" && echo "status 0" || echo "status 1"; } | follow "$total"
}

# Install the pins of a lock file; what is there in the right version already is kept.
install_lock() {
    count=$(grep -c '^[a-z].*==' "$1")
    say "installing the $count Python packages of $1 ($2)"
    installed "$count" --require-hashes -r "$1"
    compile
}

install_python_packages() {
    if ! has uv && ! .venv/bin/python -m pip --version >/dev/null 2>&1; then
        .venv/bin/python -m ensurepip >/dev/null
    fi
    install_lock requirements.txt "480 MB; 15 s with uv, a minute or two with pip"
    installed 1 --no-deps --no-build-isolation -e .
}

install_node_packages() {
    [ -f package-lock.json ] || return 0
    if ! npm --version >/dev/null 2>&1; then
        say "no npm here: taking Node.js from PyPI (requirements-node.txt)"
        installed 1 --require-hashes -r requirements-node.txt
        PATH="$here/.venv/bin:$PATH"
        export PATH
    fi
    say "installing the npm packages of package-lock.json"
    npm ci --ignore-scripts --no-audit --no-fund --no-update-notifier --loglevel=error >&2
}

finish() {
    printf '%s\n' "$here" >"$1"
    say "done in $(($(date +%s) - began)) s, .venv has $(du -sm .venv | cut -f1) MB"
}

case "${1:-}" in
    "")
        make_venv
        install_python_packages
        install_node_packages
        finish "$stamp"
        ;;
    dev)
        if [ ! -e "$stamp" ]; then
            say "there is no environment yet: make setup makes it"
            exit 1
        fi
        rm -f .venv/.ready-dev
        install_lock requirements-dev.txt "370 MB more"
        finish .venv/.ready-dev
        ;;
    *)
        say "there is no set $1; dev is one"
        exit 2
        ;;
esac
