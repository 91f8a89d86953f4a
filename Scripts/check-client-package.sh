#!/usr/bin/env bash
# Holds what a user of the library must be able to rely on: a package that depends on Hone resolves
# to nothing but Hone (no YAML, argument parser, database or web server), needs no unsafe flags,
# builds, and runs.
. "$(dirname "$0")/common.sh"

root=$(cd "$(dirname "$0")/.." && pwd)
swift=${SWIFT:-swift}
client=$(mktemp -d)
trap 'rm -rf "$client"' EXIT

cat >"$client/Package.swift" <<SWIFT
// swift-tools-version: 6.1
import PackageDescription

let package = Package(
  name: "Client",
  platforms: [.macOS(.v15)],
  dependencies: [.package(name: "Hone", path: "$root")],
  targets: [
    .executableTarget(name: "Client", dependencies: [.product(name: "Hone", package: "Hone")])
  ]
)
SWIFT
mkdir -p "$client/Sources/Client"
cat >"$client/Sources/Client/main.swift" <<'SWIFT'
import Hone

let model = Sequential {
  Input(28, 28, 1)
  Flatten()
  Dense(10)
}
let trainer = try model.compile(
  optimizer: .sgd(learningRate: 0.1), loss: .sparseCategoricalCrossentropy(fromLogits: true),
  metrics: [.accuracy], backend: ReferenceBackend())
let data = try SampleImages.load(.test)
let history = try await trainer.fit(data, epochs: 1, batchSize: 50, verbose: .silent)
print("client: trained \(history.epochs.count) epoch")
SWIFT

grep -n 'unsafeFlags' "$root/Package.swift" && fail "Package.swift uses unsafe flags"

cd "$client"
graph=$("$swift" package show-dependencies --format json)
printf '%s' "$graph" | python3 -c '
import json, sys

def names(package):
    for dependency in package["dependencies"]:
        yield dependency["identity"]
        yield from names(dependency)

root = sys.argv[1].lower()
found = sorted(set(names(json.load(sys.stdin))))
extra = [name for name in found if name not in ("hone", root)]
if extra or not found:
    sys.exit("hone: a user of the library gets the packages " + ", ".join(found))
' "$(basename "$root")"

"$swift" build >"$client/log" 2>&1 || {
  grep -E 'error' "$client/log" >&2 || tail -n 20 "$client/log" >&2
  fail "the client package doesn't build"
}
output=$(.build/debug/Client)
[ "$output" = "client: trained 1 epoch" ] || fail "the client printed: $output"
[ -z "$(ls .build/checkouts 2>/dev/null)" ] || fail "the client fetched: $(ls .build/checkouts)"
echo "client package: depends on Hone alone, builds, trains"
