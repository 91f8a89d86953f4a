#!/usr/bin/env bash
# Runs all examples, and puts their outputs and pictures into the pages of Examples/pages.
. "$(dirname "$0")/common.sh"

root=$(cd "$(dirname "$0")/.." && pwd)
swift=${SWIFT:-swift}
library="$root/.hone/onednn/lib/libdnnl.so.3"
if [ -z "${HONE_ONEDNN:-}" ] && [ -e "$library" ]; then export HONE_ONEDNN="$library"; fi
cd "$root"
"$swift" build -c release --traits CommandLineTool --product hone-examples
# Implementations are chosen by rules, as in the tests, so that each run has the same bits.
HONE_PLAN=fixed .build/release/hone-examples --pages Examples/pages
