#!/usr/bin/env bash
# Makes the golden files again with Keras and PyTorch and compares them with those of the repository.
. "$(dirname "$0")/common.sh"

root=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/Scripts" "$work/Tests/Fixtures"
cp -r "$root/Scripts/golden" "$work/Scripts/golden"
cp -r "$root/Tests/Fixtures/golden" "$work/Tests/Fixtures/golden"
"$work/Scripts/golden/make-golden.sh" >/dev/null
diff -rq "$root/Tests/Fixtures/golden" "$work/Tests/Fixtures/golden" ||
  fail "the golden files differ from what Keras and PyTorch give"
echo "golden: made again, equal to the files of the repository"
