# `make` lists what can be made. Everything that a target needs is installed by the target.

SHELL := /bin/bash
SWIFT ?= swift
TRAITS := --traits CommandLineTool
# Tests have a build folder of their own: their flags would rebuild everything in the other.
# Tests choose implementations by rules, so that their bits are the same on every run.
TEST := HONE_PLAN=fixed $(SWIFT) test -c release -Xswiftc -enable-testing $(TRAITS) --scratch-path .build-test
HONE := .build/release/hone
SOURCES := Package.swift Sources Tests Benchmarks/HoneBench Examples/Sources

.PHONY: help tools build demo examples test test-long fuzz bench format lint clean

help:
	@echo "make build      builds the hone tool in release mode: $(HONE)"
	@echo "make demo       trains a network on Fashion-MNIST, measures it, shows predictions"
	@echo "make examples   runs the examples, and puts their outputs into their pages"
	@echo "make test       runs all tests; FILTER=NAME runs some of them"
	@echo "make test-long  runs more cases, and checks against Python packages"
	@echo "make fuzz       fuzzes what reads files, each format for SECONDS (600); TARGETS=\"png …\""
	@echo "make bench      compares with PyTorch, Keras and JAX; see Benchmarks/README.md"
	@echo "make format     formats the sources"
	@echo "make lint       checks the format"
	@echo "make clean      removes what was built"

tools:
	@SWIFT="$(SWIFT)" Scripts/install-build-tools.sh
	@Scripts/install-onednn.sh

build: tools
	$(SWIFT) build -c release $(TRAITS) --product hone
	@echo "built $(HONE); try $(HONE) --help"

demo: build
	@Scripts/install-demo-data.sh $(HONE)
	@Scripts/demo.sh $(HONE)

examples: tools
	@SWIFT="$(SWIFT)" Scripts/make-examples.sh

test: tools
	@Scripts/install-onednn-headers.sh
	$(TEST) $(if $(FILTER),--filter "$(FILTER)")
	@$(if $(FILTER),,SWIFT="$(SWIFT)" Scripts/check-client-package.sh)
	@$(if $(FILTER),,SWIFT="$(SWIFT)" Scripts/check-readme.py .build-test/release/hone)

test-long: tools
	@Scripts/install-onednn-headers.sh
	HONE_LONG_TESTS=1 $(TEST) $(if $(FILTER),--filter "$(FILTER)")
	@SWIFT="$(SWIFT)" Scripts/check-client-package.sh
	@SWIFT="$(SWIFT)" Scripts/check-readme.py .build-test/release/hone
	@Scripts/check-safetensors.sh .build-test/release/hone
	@[ "$$(uname)" != Linux ] || Scripts/check-faults.sh .build-test/release/hone
	@Scripts/check-tensorboard.sh .build-test/release/hone
	@Scripts/check-golden.sh
	@Scripts/check-memory.py .build-test/release/hone

fuzz: tools
	@SWIFTC="$(SWIFT)c" Scripts/fuzz.sh $(or $(SECONDS),600) $(TARGETS)

bench: build
	$(SWIFT) build -c release $(TRAITS) --product hone-bench
	@$(if $(filter input end-to-end,$(or $(WORKLOADS),input)),Scripts/install-demo-data.sh $(HONE))
	@python3 Benchmarks/bench.py --hone .build/release/hone-bench \
	  $(if $(WORKLOADS),--workloads "$(WORKLOADS)") $(if $(PEERS),--peers "$(PEERS)") \
	  $(if $(THREADS),--threads "$(THREADS)") $(if $(ROUNDS),--rounds $(ROUNDS)) \
	  $(if $(STARTS),--starts $(STARTS)) $(if $(BUSY),--busy $(BUSY)) \
	  $(if $(MICRO),--micro)

format:
	$(SWIFT) format --in-place --recursive $(SOURCES)

lint:
	$(SWIFT) format lint --strict --recursive $(SOURCES)

clean:
	rm -rf .build .build-test
