#!/usr/bin/env bash
# Fuzzes what reads files: Scripts/fuzz.sh SECONDS [TARGET…], with the targets png, jpeg, bmp, gif,
# csv, jsonl, npz, tfrecord, idx.
#
# Builds HoneCore and HoneData with libFuzzer and the address sanitizer, by the compiler alone, and
# runs each target for so long, one after another, on one processor. It starts with the files of the
# tests, and keeps what it finds in .hone/fuzz/TARGET; inputs that fail lie in .hone/fuzz/found.
# Linux only. Ends with an error if a target fails.
. "$(dirname "$0")/common.sh"

root=$(cd "$(dirname "$0")/.." && pwd)
seconds=${1:?say for how many seconds each target runs}
shift
targets=("$@")
[ ${#targets[@]} -gt 0 ] || targets=(png jpeg bmp gif csv jsonl npz tfrecord idx)
work=$root/.hone/fuzz
build=$work/build
swift=$(command -v "${SWIFTC:-swiftc}")
clang=$(dirname "$(readlink -f "$swift")")/clang
mkdir -p "$build" "$work/found"
cd "$root"

c_flags=(-g -O1 -fsanitize=fuzzer-no-link,address -DFUZZING_BUILD_MODE_UNSAFE_FOR_PRODUCTION)
for source in Sources/CImageCodecs/*.c Sources/CSampleImages/*.c; do
  "$clang" "${c_flags[@]}" -I"$(dirname "$source")/include" -c "$source" \
    -o "$build/$(basename "$source").o"
done
for module in CImageCodecs CSampleImages; do
  mkdir -p "$build/$module"
  echo "module $module { umbrella \"$root/Sources/$module/include\" export * }" \
    >"$build/$module/module.modulemap"
done

swift_flags=(-swift-version 6 -package-name hone -O -g -sanitize=fuzzer,address -parse-as-library
  -enable-upcoming-feature ExistentialAny -enable-upcoming-feature InternalImportsByDefault
  -enable-upcoming-feature MemberImportVisibility -I "$build"
  -I "$build/CImageCodecs" -I "$build/CSampleImages" -I Sources/CZlib -I Sources/CPNG)
for module in HoneCore HoneData; do
  mapfile -t sources < <(find "Sources/$module" -name '*.swift' | sort)
  say "building $module"
  "$swift" "${swift_flags[@]}" -whole-module-optimization -module-name "$module" -emit-module \
    -emit-module-path "$build/$module.swiftmodule" -emit-object -o "$build/$module.o" \
    "${sources[@]}"
done
"$swift" "${swift_flags[@]}" -module-name Fuzz Tests/Fuzz/FuzzTarget.swift "$build"/*.o \
  -lpng -ljpeg -lz -o "$build/fuzz" 2>"$build/link.log" ||
  { cat "$build/link.log" >&2; fail "linking failed"; }

# seeds TARGET: the files of the tests that the target begins with.
seeds() {
  local images=Tests/Fixtures/golden/image-files
  case $1 in
    jpeg) ls $images/*.jpg ;;
    png | bmp | gif) ls $images/*."$1" ;;
    csv) ls Tests/Fixtures/tables/*.csv ;;
    jsonl)
      printf '{"x": [1, -2.5e3], "y": 1, "text": "a\\u00e9"}\n{"x": [0, 0], "y": 2}\n' \
        >"$build/seed.jsonl"
      echo "$build/seed.jsonl"
      ;;
    npz | tfrecord) ls Tests/Fixtures/records/*."$1" ;;
    idx) ls Sources/HoneData/Resources/sample/*.gz ;;
    *) fail "no target $1" ;;
  esac
}

status=0
for target in "${targets[@]}"; do
  mkdir -p "$work/$target"
  cp $(seeds "$target") "$work/$target"
  say "fuzzing $target for $seconds s"
  HONE_FUZZ=$target "$build/fuzz" "$work/$target" -max_total_time="$seconds" -max_len=8192 \
    -rss_limit_mb=1024 -malloc_limit_mb=512 -timeout=5 -artifact_prefix="$work/found/$target-" \
    -print_final_stats=1 >"$work/$target.log" 2>&1 || status=$?
  grep -E "^Done|stat::(number_of|new_units|peak)|SUMMARY|ERROR" "$work/$target.log" || true
done
exit "$status"
