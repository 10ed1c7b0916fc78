# forecast-engine: `make run` shows a report on real data, `make test` proves the build. `make help` lists the rest.

SHELL := /bin/bash
.DEFAULT_GOAL := help

FORECAST := .build/release/forecast
# One release build serves the program, the tests and the benchmarks: what is tested is what is shipped.
SWIFT_BUILD := swift build -c release
# What `swift test -c release --skip-build` starts. Without it nothing is planned again, and `swift test` of 6.3 was seen to wait for ever
# for a thread of its own pool on two cores.
SWIFT_TEST := ./.ci/run-tests.sh .build/release/forecast-enginePackageTests.xctest --testing-library swift-testing

WORKER_BUNDLE := .build/forecast-worker

.PHONY: help deps build worker-bundle run demo service service-demo test quick guides check-symbols soak fuzz bench report-preview lint clean

help: ## Show this list
	@awk -F':.*## ' '/^[a-z-]+:.*## / {printf "  make %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

deps: ## Install the Debian packages that are missing, fetch the pinned LightGBM and DuckDB
	@./.ci/install-packages.sh
	@./.ci/fetch-lightgbm.sh
	@./.ci/fetch-duckdb.sh

build: deps ## Build the program (release)
	$(SWIFT_BUILD) --product forecast

worker-bundle: build ## Put the program and its libraries into a folder for workers of a cluster (docs/scale-out.md)
	@./.ci/worker-bundle.sh $(FORECAST) $(WORKER_BUNDLE)

run: deps ## Fetch the orange-juice data, run the weekly-demand experiment, print the verdict
	@./datasets/orange-juice/fetch.sh || echo "orange-juice: going on without it" >&2
	$(SWIFT_BUILD) --product forecast
	@FORECAST=$(FORECAST) ./.ci/first-report.sh

demo: build ## The same on generated data: needs no network once built
	@test -f datasets/synthetic/demand.csv || \
		$(FORECAST) data generate --series 200 --weeks 156 --seed 7 --output datasets/synthetic
	@$(FORECAST) data snapshot synthetic
	@$(FORECAST) run experiments/demo.yaml

# In one build without the tests: it has something to do for every core until its end, as one after the other has not.
service: deps ## Build both programs, the service and the command line (release)
	FORECAST_TESTS= $(SWIFT_BUILD)

service-demo: service ## A planning system in small, on loopback: PostgreSQL, Redis, service, worker; train with progress, forecast, read rows
	@FORECAST=$(FORECAST) SERVICE=.build/release/forecast-service ./.ci/service-demo.sh

test: deps ## Build and run every test
	@./.ci/install-packages.sh --tests
	@./.ci/beside.sh ./.ci/fetch-test-peers.sh '$(SWIFT_BUILD) --build-tests'
	@./.ci/beside.sh '$(MAKE) --no-print-directory guides' '$(SWIFT_TEST) && ./.ci/fuzz-service.sh 60'

guides: ## Follow the guides "add a model" in a copy of the project (part of make test)
	@test -x $(FORECAST) || $(MAKE) build
	@if command -v python3 >/dev/null; then python3 Tests/Guides/try_guides.py; else \
		echo "guides: skipped, because python3 is not there (apt-get install python3)" >&2; fi

quick: ## Build and run the fast tests only (inner loop; leaves out the runs of the built program)
	$(SWIFT_BUILD) --build-tests
	$(SWIFT_TEST) --skip CommandLineTests

check-symbols: ## Show that no transcendental function of the C library is called (part of make test)
	$(SWIFT_BUILD) --build-tests
	$(SWIFT_TEST) --filter CommandLineTests.SymbolTests

soak: deps ## Kill, damage, fill and crowd program and service for half an hour (docs/crash-safety.md), measure how often intervals cover (docs/windows.md)
	$(SWIFT_BUILD) --build-tests
	@./.ci/install-packages.sh --tests
	@./.ci/fetch-bullmq.sh --peers
	FORECAST_SOAK=1 $(SWIFT_TEST) --filter 'CommandLineTests.(CrashTests|DamageTests|DiskFullTests|ConcurrencyTests)|OperatingCharacteristicsSoak|ServiceTests.(DisturbanceTests|PlanningTests)'
	./.ci/fuzz-service.sh 600 100000

fuzz: deps ## Fuzz the readers of foreign files (SECONDS=60 each; TARGET=yaml for one)
	./Tests/Fuzz/fuzz.sh $(or $(SECONDS),60) $(TARGET)

bench: build ## Print measured ratios to reference programs, run beside ours
	$(SWIFT_BUILD) --product Benchmarks
	python3 Tests/Benchmarks/run.py

# Another report: make report-preview REPORT=results/weekly-demand/latest/report.html
REPORT ?= results/demo/latest/report.html

report-preview: build ## Pictures of a report (REPORT, else the demo's) at three widths, and its print, in results/preview
	@test -f $(REPORT) || $(MAKE) demo
	@./.ci/report-preview.sh $(REPORT) results/preview

lint: ## Check the formatting of every Swift file
	swift format lint --recursive --strict --parallel Package.swift Sources Tests

clean: ## Remove build products (results and data stay)
	swift package clean
