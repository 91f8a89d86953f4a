#!/usr/bin/env bash
# Writes docs/techniques.md from the registry and a run of the golden tests.
. "$(dirname "$0")/common.sh"

root=$(cd "$(dirname "$0")/.." && pwd)
record=$(mktemp)
trap 'rm -f "$record" "$record.page"' EXIT
HONE_GOLDEN_RECORD="$record" make -C "$root" test FILTER=Golden
mkdir -p "$root/docs"
"$root/.build-test/release/hone" techniques --golden "$record" >"$record.page"
mv "$record.page" "$root/docs/techniques.md"
echo "wrote docs/techniques.md"
