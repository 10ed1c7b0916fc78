#!/usr/bin/env bash
# Puts Apache Spark (the PyPI package pyspark, 434 MB) into .deps/spark, where tests look for it: .deps/spark/home is its
# folder. Only tests use it, and only where there is a network and Java. Does nothing when it is there.
set -euo pipefail
cd "$(dirname "$0")/.."

version=4.3.0
digest=e8c517948eff7088a7aa07449aa8eafa4a15a8d50319de2525a6fd26622476c6
folder=.deps/spark
contents=$version
failed="Spark $version was not fetched"
skipped="Tests that start it are skipped."
. .ci/python-environment.sh

is_there && exit 0
command -v java >/dev/null || give_up "Java is needed (apt-get install default-jre-headless)"
make_environment "Fetching Spark $version"
echo "pyspark==$version --hash=sha256:$digest" >"$folder/requirements.txt"
# Its Python side, which needs py4j, is not used.
install --no-deps --require-hashes --no-compile -r "$folder/requirements.txt"
ln -s "$(cd "$folder" && echo lib/python*/site-packages/pyspark)" "$folder/home"
[ -x "$folder/home/bin/spark-class" ] || { rm -rf "$folder"; give_up "the package holds no Spark"; }
finish_environment
