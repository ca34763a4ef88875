# make run    builds what is missing and serves demo data at http://127.0.0.1:8080
# make test   runs every test, the browser's too
# make check  formatting, lints, types
# make bench  the figures of docs/performance.md
# make types  writes the browser's types anew from the Rust ones

CARGO_TARGET_DIR ?= $(CURDIR)/target
export CARGO_TARGET_DIR
KONTOR := $(CARGO_TARGET_DIR)/release/kontor
DATA ?= ./data
LISTEN ?= 127.0.0.1:8080

UI_SOURCES := $(shell find ui -type f -not -path 'ui/node_modules/*' -not -path 'ui/dist/*')
PACKAGES := $(shell dpkg-query -W -f='$${Package}\n' libclang-dev g++ chromium 2>/dev/null)
AS_ROOT := $(if $(filter 0,$(shell id -u)),,sudo )

.PHONY: run test check bench types build tools browser nextest

run: build
	@echo "Kontor opens at http://$(LISTEN); sign in as max@kontor.example with kontor-demo. Ctrl+C ends it."
	RUST_LIB_BACKTRACE=0 $(KONTOR) serve --demo --data $(DATA) --listen $(LISTEN)

build: tools ui/dist/index.html
	@echo "Building Kontor. The first time takes 15 to 20 minutes on two cores, most of it the database; cargo shows how far it is."
	cargo build --release

# The browser client, embedded in the program.
ui/dist/index.html: ui/node_modules/.package-lock.json $(UI_SOURCES)
	cd ui && npm run build

ui/node_modules/.package-lock.json: ui/package.json ui/package-lock.json
	cd ui && npm ci --no-audit --no-fund

# RocksDB is C++ and its bindings are made with libclang.
tools:
	@command -v npm >/dev/null || { echo "Node.js 20 or newer is missing: install nodejs and npm"; exit 1; }
	$(if $(filter libclang-dev,$(PACKAGES)),@:,$(AS_ROOT)apt-get update && $(AS_ROOT)apt-get install -y libclang-dev)
	$(if $(filter g++,$(PACKAGES)),@:,$(AS_ROOT)apt-get install -y g++)

browser:
	$(if $(filter chromium,$(PACKAGES)),@:,$(AS_ROOT)apt-get update && $(AS_ROOT)apt-get install -y chromium)

nextest:
	@cargo nextest --version >/dev/null 2>&1 || cargo install --locked cargo-nextest

check: tools ui/dist/index.html
	cargo fmt --all --check
	cargo clippy --release --workspace --all-targets -- -D warnings
	cd ui && npm run check

test: tools browser nextest ui/dist/index.html
	cargo fmt --all --check
	cargo build --release
	cargo nextest run --release --workspace
	cargo test --release --workspace --doc --quiet
	cd ui && npm run check && npm test
	KONTOR_BIN=$(KONTOR) node --test tests/browser/*.test.mjs

bench: build
	KONTOR_BIN=$(KONTOR) node benches/figures.mjs

types:
	KONTOR_WRITE_TYPES=1 cargo nextest run --release --workspace -E 'test(the_browsers_types)'
