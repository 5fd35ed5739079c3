#!/bin/sh
# Everything a developer or keeper does with a checkout: ./do COMMAND
# Nothing is installed outside this folder.
set -eu
cd "$(dirname "$0")"
VENV=.venv
PY=$VENV/bin/python

usage() {
    cat <<'TXT'
./do serve     install what is missing, make the database, start the private space
./do test      install what is missing, run the tests
./do setup     install only
./do backup    one verified copy of everything, while the space is in use
./do restore   put such a copy in place of what is there
./do doctor    look the installation over; nothing is changed
./do check     format, lint, import contracts, strict types, tests, settings
./do demo      a year of an invented person's diary, to look at
./do fix       put the code into its format
./do journeys  the stories in a real browser (Chromium)
./do postgres  the tests again on a PostgreSQL server of their own
./do columns   write the table of columns in THREAT_MODEL.md from its file
./do bench     how fast a diary of ten years is; --json, --n 10 10000, --help
./do prepare   write the prepared database file anew after a migration
./do lock      resolve the dependencies anew
TXT
}

# Python 3.12 or newer, wherever it is: named, under pyenv, from Homebrew, or by uv.
python_found() {
    for candidate in \
        "${HOLDSPACE_PYTHON:-}" python3.13 python3.14 python3.12 python3 \
        "$HOME"/.pyenv/versions/3.1[234]*/bin/python3 \
        /opt/homebrew/bin/python3 /usr/local/bin/python3 /usr/local/bin/python3.1[234] \
        /opt/python*/bin/python3
    do
        [ -n "$candidate" ] || continue
        "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 12))' \
            >/dev/null 2>&1 && { command -v "$candidate"; return 0; }
    done
    return 1
}

no_python() {
    echo "Holdspace needs Python 3.12 or newer, and none was found here." >&2
    echo "Debian 13: apt install python3 python3-venv. Debian 12: install uv, then run this again." >&2
    echo "macOS: brew install python. Or set HOLDSPACE_PYTHON to one you have." >&2
    exit 1
}

make_venv() {
    [ -x "$PY" ] && "$PY" -c 'import sys; sys.exit(sys.version_info < (3, 12))' 2>/dev/null && return
    rm -rf "$VENV"
    if command -v uv >/dev/null 2>&1; then
        if found=$(python_found); then uv venv --quiet --python "$found" "$VENV"
        else uv venv --quiet --python '>=3.12' "$VENV" || no_python; fi
        return
    fi
    found=$(python_found) || no_python
    "$found" -m venv "$VENV" || {
        echo "This Python has no venv module. On Debian: apt install python3-venv" >&2
        exit 1
    }
}

# Exactly the locked packages, checked by hash, and this package itself.
install() {
    # A checkout with the developer's set has everything the smaller one has.
    if [ "$1" = run ] && [ -f "$VENV/.installed-dev" ]; then set -- dev; fi
    stamp="$VENV/.installed-$1"
    wanted=$(cat "requirements/$1.txt" requirements/build.txt pyproject.toml | cksum)
    make_venv
    [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$wanted" ] && return
    rm -f "$stamp"
    echo "Installing into $VENV (only what the lock files name) …" >&2
    if command -v uv >/dev/null 2>&1; then
        uv pip install --quiet --python "$PY" --require-hashes -r "requirements/$1.txt" -r requirements/build.txt
        uv pip install --quiet --python "$PY" --no-deps --no-build-isolation --editable .
    else
        "$PY" -m ensurepip --upgrade >/dev/null 2>&1 || true
        "$PY" -m pip install --quiet --disable-pip-version-check --require-hashes -r "requirements/$1.txt"
        "$PY" -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/build.txt
        "$PY" -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
    fi
    echo "$wanted" >"$stamp"
}

run_tests() {
    "$PY" -m pytest --numprocesses=auto --ignore=tests/journeys "$@"
}

templates() {
    git ls-files -z --cached --others --exclude-standard 'src/*.html'
}

command=${1:-help}
[ $# -gt 0 ] && shift
case $command in
    setup) install dev ;;
    serve) install run; exec "$VENV/bin/holdspace" serve "$@" ;;
    backup | restore | doctor) install run; exec "$VENV/bin/holdspace" "$command" "$@" ;;
    demo) install run; exec "$VENV/bin/holdspace" demo "$@" ;;
    test) install dev; run_tests "$@" ;;
    journeys) install dev; "$PY" -m pytest tests/journeys "$@" ;;
    postgres) install dev; HOLDSPACE_TEST_DATABASE=postgres run_tests "$@" ;;
    fix)
        install dev
        "$VENV/bin/ruff" check --quiet --fix-only .
        "$VENV/bin/ruff" format --quiet .
        templates | xargs -0 "$VENV/bin/djade" --target-version 6.1 || true
        ;;
    check)
        install dev
        "$VENV/bin/ruff" format --check --quiet .
        "$VENV/bin/ruff" check --quiet .
        templates | xargs -0 "$VENV/bin/djade" --check --target-version 6.1
        "$VENV/bin/lint-imports"
        "$VENV/bin/mypy"
        "$PY" tests/deploy_check.py
        [ "${1:-}" = --no-tests ] || run_tests "$@"
        ;;
    columns) install dev; "$PY" tests/write_columns.py "$@" ;;
    bench) install dev; "$PY" -m benchmarks.bench "$@" ;;
    prepare) install dev; "$PY" tests/write_prepared.py ;;
    lock)
        for set in run dev build; do
            case $set in
                run) what="pyproject.toml" ;;
                dev) what="pyproject.toml --extra postgres --group dev -c requirements/run.txt" ;;
                build) what="requirements/build.in" ;;
            esac
            # shellcheck disable=SC2086
            uv pip compile --quiet --universal --generate-hashes --python-version 3.12 \
                --custom-compile-command './do lock' $what -o "requirements/$set.txt"
        done
        ;;
    help | -h | --help) usage ;;
    *) usage >&2; exit 2 ;;
esac
