#!/usr/bin/env bash
# Fetches what only tests start or load beside the program: each script says what, and does nothing when it is there.
set -euo pipefail
cd "$(dirname "$0")"
./fetch-bullmq.sh --peers
./fetch-recipes.sh
./fetch-spark.sh
./fetch-s3.sh
