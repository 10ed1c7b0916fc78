#!/usr/bin/env bash
# Puts the Python libraries that docs/recipes.md loads into an environment of their own, .deps/recipes (760 MB), where tests
# look for them. Only tests use it, and only where there is a network. Does nothing when it is there.
set -euo pipefail
cd "$(dirname "$0")/.."

packages=(
    pandas==3.1.1 pyarrow==26.0.1 polars==2.1.0 utilsforecast==0.2.17 dagster==1.13.29
    nbclient==0.11.0 nbformat==5.11.1 ipykernel==7.4.0
)
folder=.deps/recipes
mark=$folder/installed
give_up() { echo "The recipes' libraries were not fetched: $1. Blocks that load them are skipped." >&2; exit 0; }

[ "$(cat "$mark" 2>/dev/null)" != "${packages[*]}" ] || exit 0
python=$(command -v "${PYTHON:-python3}") || give_up "python3 is needed"
rm -rf "$folder"
mkdir -p .deps
"$python" -m venv "$folder" >/dev/null 2>&1 || { rm -rf "$folder"; give_up "venv is needed (apt-get install python3-venv)"; }
echo "Installing the libraries that the recipes load ..."
"$folder/bin/python" -m pip install --quiet --disable-pip-version-check --only-binary :all: "${packages[@]}" >"$folder/log" 2>&1 || {
    why=$(grep -i error "$folder/log" | tail -n 1)
    rm -rf "$folder"
    give_up "pip could not install them: $why"
}
echo "${packages[*]}" >"$mark"
