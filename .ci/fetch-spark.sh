#!/usr/bin/env bash
# Puts Apache Spark (the PyPI package pyspark, 434 MB) into .deps/spark, where tests look for it: .deps/spark/home is its
# folder. Only tests use it, and only where there is a network and Java. Does nothing when it is there.
set -euo pipefail
cd "$(dirname "$0")/.."

version=4.3.0
digest=e8c517948eff7088a7aa07449aa8eafa4a15a8d50319de2525a6fd26622476c6
folder=.deps/spark
mark=$folder/installed
give_up() { echo "Spark $version was not fetched: $1. Tests that start it are skipped." >&2; exit 0; }

[ "$(cat "$mark" 2>/dev/null)" != "$version" ] || exit 0
command -v java >/dev/null || give_up "Java is needed (apt-get install default-jre-headless)"
python=$(command -v "${PYTHON:-python3}") || give_up "python3 is needed"
rm -rf "$folder"
mkdir -p .deps
"$python" -m venv "$folder" >/dev/null 2>&1 || { rm -rf "$folder"; give_up "venv is needed (apt-get install python3-venv)"; }
echo "Fetching Spark $version ..."
echo "pyspark==$version --hash=sha256:$digest" >"$folder/requirements.txt"
# Its Python side, which needs py4j, is not used.
"$folder/bin/python" -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes --no-compile \
    -r "$folder/requirements.txt" >"$folder/log" 2>&1 || {
    why=$(grep -i error "$folder/log" | tail -n 1)
    rm -rf "$folder"
    give_up "pip could not install it: $why"
}
ln -s "$(cd "$folder" && echo lib/python*/site-packages/pyspark)" "$folder/home"
[ -x "$folder/home/bin/spark-class" ] || { rm -rf "$folder"; give_up "the package holds no Spark"; }
echo "$version" >"$mark"
