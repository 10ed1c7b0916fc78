#!/usr/bin/env bash
# Puts the pinned LightGBM library where the program looks for it. Does nothing when it is there already.
# Without a network or Python it warns and leaves: a build and all other models work without LightGBM.
# With --require, not having the library in the end is a failure.
set -euo pipefail
cd "$(dirname "$0")/.."

version=4.7.0
wheel_digest=d23e922acd891e77212e4d0fbcee9ba973c96dee479491341d05ba595357ebb7
library_digest=573d57e8a2c6290c2271b99b87afa7a802e796eafc9e8d66aefa0913cbc1616a # also in LightGBMLibrary.swift
library=.deps/lightgbm-$version/lib_lightgbm.so

has_digest() { [ -f "$2" ] && [ "$(sha256sum "$2" | cut -d ' ' -f 1)" = "$1" ]; }
give_up() {
    echo "LightGBM $version was not fetched: $1" >&2
    [ "${required:-no}" = yes ] && exit 1
    echo "Everything but the models of kind 'lightgbm' works without it; 'make deps' tries again." >&2
    exit 0
}

required=no
if [ "${1:-}" = --require ]; then required=yes; fi
has_digest "$library_digest" "$library" && exit 0
[ "$(uname -sm)" = "Linux x86_64" ] || give_up "the pinned build is for Linux on x86_64, this is $(uname -sm)"
python=$(command -v "${PYTHON:-python3}") || give_up "python3 is needed to download it (apt-get install python3 python3-venv)"

folder=$(dirname "$library")
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
echo "Fetching LightGBM $version ..."
# Only the wheel for this platform, whatever the local Python thinks of itself.
"${pip[@]}" download --quiet --disable-pip-version-check --no-deps --only-binary :all: \
    --platform manylinux_2_28_x86_64 --dest "$work" "lightgbm==$version" >"$work/log" 2>&1 ||
    give_up "pip could not download it: $(grep -i error "$work/log" | tail -n 1)"
wheel=$(find "$work" -name '*.whl')
has_digest "$wheel_digest" "$wheel" || give_up "the downloaded package is not the pinned one ($(sha256sum "$wheel"))"
"$python" -c 'import sys, zipfile; sys.stdout.buffer.write(zipfile.ZipFile(sys.argv[1]).read("lightgbm/lib/lib_lightgbm.so"))' \
    "$wheel" >"$work/lib_lightgbm.so"
has_digest "$library_digest" "$work/lib_lightgbm.so" || give_up "the library inside the package is not the pinned one"
mv "$work/lib_lightgbm.so" "$library"
