#!/usr/bin/env bash
# Puts DuckDB's pinned command-line program where the program looks for it: it reads Parquet and answers SQL (docs/data-sets.md).
# Does nothing when it is there already. Without a network or Python it warns and leaves: everything else works without it.
# With --require, not having the program in the end is a failure.
set -euo pipefail
cd "$(dirname "$0")/.."

version=1.5.6
wheel_digest=9797555bd39095d730eb0d0b3bf29e95e148c96a4cdce1e363f01c7bf7003a44
program_digest=61238cfbe9dfeaad4bcfcd8a48f6f7123dae2e9603aaadb1f77a4217aeb8980c # also in QueryProgram.swift
program=.deps/duckdb-$version/duckdb

has_digest() { [ -f "$2" ] && [ "$(sha256sum "$2" | cut -d ' ' -f 1)" = "$1" ]; }
give_up() {
    echo "DuckDB $version was not fetched: $1" >&2
    [ "${required:-no}" = yes ] && exit 1
    echo "Everything but Parquet files and SQL works without it; 'make deps' tries again." >&2
    exit 0
}

required=no
if [ "${1:-}" = --require ]; then required=yes; fi
has_digest "$program_digest" "$program" && exit 0
[ "$(uname -sm)" = "Linux x86_64" ] || give_up "the pinned build is for Linux on x86_64, this is $(uname -sm)"
python=$(command -v "${PYTHON:-python3}") || give_up "python3 is needed to download it (apt-get install python3 python3-venv)"

folder=$(dirname "$program")
mkdir -p "$folder"
work=$(mktemp -d "$folder/.fetch.XXXXXX")
trap 'rm -rf "$work"' EXIT
pip=("$python" -m pip)
"${pip[@]}" --version >/dev/null 2>&1 || {
    # Debian's python3 has no pip; a private environment has.
    "$python" -m venv "$work/environment" >/dev/null 2>&1 ||
        give_up "pip or venv is needed to download it (apt-get install python3-venv)"
    pip=("$work/environment/bin/python" -m pip)
}
echo "Fetching DuckDB $version (21 MB) ..."
# Only the wheel for this platform, whatever the local Python thinks of itself.
"${pip[@]}" download --quiet --disable-pip-version-check --no-deps --only-binary :all: \
    --platform manylinux_2_17_x86_64 --dest "$work" "duckdb-cli==$version" >"$work/log" 2>&1 ||
    give_up "pip could not download it: $(grep -i error "$work/log" | tail -n 1)"
wheel=$(find "$work" -name '*.whl')
has_digest "$wheel_digest" "$wheel" || give_up "the downloaded package is not the pinned one ($(sha256sum "$wheel"))"
"$python" -c 'import sys, zipfile; sys.stdout.buffer.write(zipfile.ZipFile(sys.argv[1]).read("duckdb_cli/duckdb"))' \
    "$wheel" >"$work/duckdb"
has_digest "$program_digest" "$work/duckdb" || give_up "the program inside the package is not the pinned one"
chmod 755 "$work/duckdb"
mv "$work/duckdb" "$program"
