# The menu. `make` alone lists it.

SHELL := /bin/bash
.DEFAULT_GOAL := help

# Where `run` keeps its data and where `pilot` finds the running demo.
DATA ?= demo-data
LISTEN ?=
# How `pilot` files: unset means the tool's own default (all 1,927 cases of the pilot).
CASES ?=
CLIENTS ?=
SEED ?=
# Further arguments for the tool of the same name, e.g. `make bench BENCH=--help`.
PILOT ?=
BENCH ?=

# `--workspace` where one binary is built: the features of shared crates are then the same in every target, so
# that `pilot` after `run` does not compile half the tree again.
TARGET := $(or $(CARGO_TARGET_DIR),target)

.PHONY: help run test check pilot bench contract

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-9s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: ## build a release and start the demo in ./demo-data (first build: some 15 minutes on 2 cores; Ctrl-C stops it)
	@tests/prepare.sh run
	@tests/web.sh build || echo "make run: the worker's app was not built anew (why stands above); going on without" >&2
	cargo build --release --workspace --bin zerotrip
	$(TARGET)/release/zerotrip demo --data '$(DATA)' $(if $(LISTEN),--listen '$(LISTEN)')

test: ## install what the tests need, then format, lints and every test, on SQLite and PostgreSQL 15, the apps in Chromium
	@tests/run.sh

check: ## format and lints only
	@tests/prepare.sh build
	cargo fmt --all --check
	cargo clippy --workspace --all-targets -- -D warnings

pilot: ## file the pilot's cases against the demo that `make run` started (CASES=, CLIENTS=, SEED=, PILOT='more options')
	@test -s '$(DATA)/demo.json' || { echo "make pilot: no demo in $(DATA): start one with 'make run' and keep it running" >&2; exit 1; }
	cargo build --release --workspace --bin pilot
	$(TARGET)/release/pilot --demo '$(DATA)/demo.json' \
		$(if $(CASES),--cases '$(CASES)') $(if $(CLIENTS),--clients '$(CLIENTS)') $(if $(SEED),--seed '$(SEED)') $(PILOT)

bench: ## measure this machine: a release build, SQLite and a PostgreSQL of its own with fsync on (BENCH='options')
	@tests/prepare.sh test
	cargo build --release --workspace --bin zerotrip --bin bench
	tests/postgres.sh with target/postgres-bench $(TARGET)/release/bench $(BENCH)

contract: ## write mobile-contract/openapi.json anew from the routes that serve
	@tests/prepare.sh build
	cargo build --workspace --bin zerotrip
	$(TARGET)/debug/zerotrip openapi > $(TARGET)/openapi.json
	mv $(TARGET)/openapi.json mobile-contract/openapi.json
