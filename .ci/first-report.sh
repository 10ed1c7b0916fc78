#!/usr/bin/env bash
# The end of `make run`: runs the experiment weekly-demand on the sales data that were fetched. Where they are not
# there, or LightGBM is not and the experiment needs it, it says so and shows the same kind of report on generated data instead of nothing.
set -euo pipefail
cd "$(dirname "$0")/.."

forecast=${FORECAST:-.build/release/forecast}
library=$(find .deps -name lib_lightgbm.so 2>/dev/null | head -n 1 || true) # no .deps: nothing was ever fetched

missing=""
if [ ! -f datasets/orange-juice/demand.csv ]; then
    missing="the sales data could not be fetched"
elif ! "$forecast" data snapshot orange-juice; then
    missing="the sales data are not those that the experiment is pinned to"
elif [ -z "$library" ] && grep -q 'kind: lightgbm' experiments/weekly-demand.yaml; then
    missing="LightGBM could not be fetched"
fi
if [ -z "$missing" ]; then
    "$forecast" run experiments/weekly-demand.yaml
    echo
    echo "What the champion forecasts next (forecast predict; docs/production.md brings it into production every week):"
    echo
    exec "$forecast" predict experiments/weekly-demand.yaml --quiet
fi

[ -f datasets/synthetic/demand.csv ] ||
    "$forecast" data generate --series 200 --weeks 156 --seed 7 --output datasets/synthetic
"$forecast" data snapshot synthetic
"$forecast" run experiments/demo.yaml
echo
echo "This report is of GENERATED data, not of real sales: $missing (the reason stands above)."
echo "The program is built and works; 'make run' tries the real data again."
