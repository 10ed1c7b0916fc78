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
contents="${packages[*]}"
failed="The recipes' libraries were not fetched"
skipped="Blocks that load them are skipped."
. .ci/python-environment.sh

is_there && exit 0
make_environment "Installing the libraries that the recipes load"
install --only-binary :all: "${packages[@]}"
finish_environment
