#!/usr/bin/env bash
# Makes the golden files again with Keras and PyTorch and compares them with those of the repository.
. "$(dirname "$0")/common.sh"

root=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
sample=Sources/HoneData/Resources
mkdir -p "$work/Scripts" "$work/Tests/Fixtures" "$work/$sample"
cp -r "$root/Scripts/golden" "$work/Scripts/golden"
cp -r "$root/Tests/Fixtures/golden" "$root/Tests/Fixtures/traces" "$work/Tests/Fixtures"
cp -r "$root/$sample/sample" "$work/$sample"
"$work/Scripts/golden/make-golden.sh" >/dev/null
for folder in golden traces; do
  diff -rq "$root/Tests/Fixtures/$folder" "$work/Tests/Fixtures/$folder" ||
    fail "the golden files differ from what Keras and PyTorch give"
done
echo "golden: made again, equal to the files of the repository"
