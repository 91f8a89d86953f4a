#!/usr/bin/env bash
# Trains with the given tool while flushing fails, and while the disk is full. Training must go on,
# say what wasn't saved, and lose nothing older: from what is left the run is resumed, and ends with
# the bits of a run that had no fault. Linux; the full disk needs root, to make a file system.
. "$(dirname "$0")/common.sh"

hone=$(realpath "$1")
root=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d)
clean() {
  as_root umount "$work/small" 2>/dev/null || true
  rm -rf "$work"
}
trap clean EXIT
cd "$work"
export HONE_PLAN=fixed
cat >net.yaml <<'YAML'
model: [Flatten, {Dense: {units: 64, activation: relu}}, {Dense: {units: 10}}]
data: {sample: {limit: 60}}
optimizer: adam
loss: {sparseCategoricalCrossentropy: {fromLogits: true}}
epochs: 400
batchSize: 10
checkpointEvery: 3 steps
verbose: line
YAML
"$hone" train net.yaml --into through >/dev/null

# resumed NAME FOLDER: a run that had a fault is whole after it is resumed.
resumed() {
  grep -q "a checkpoint was not saved; training goes on" output ||
    { cat output >&2; fail "$1: nothing was said"; }
  "$hone" resume "$2" >/dev/null || fail "$1: the run can't be resumed"
  for file in weights.safetensors optimizer.safetensors; do
    cmp -s "through/$file" "$2/$file" || fail "$1: $file differs after resuming"
  done
  echo "$1: training went on, and the resumed run has the same bits"
}

cc -shared -fPIC -o failing.so "$root/Scripts/failing-fsync.c" -ldl
LD_PRELOAD="$work/failing.so" FSYNC_FAILS_FROM=60 \
  "$hone" train net.yaml --into flush >output 2>&1 || true
resumed "a failing flush" flush

mkdir small
if as_root mount -t tmpfs -o size=4m tmpfs "$work/small" 2>/dev/null; then
  "$hone" train net.yaml --into small/run >output 2>&1 &
  process=$!
  while [ ! -s small/run/metrics.csv ]; do sleep 0.02; done
  head -c 4m /dev/zero >small/filler 2>/dev/null || true
  sleep 0.3
  kill -TERM "$process" 2>/dev/null || true
  wait "$process" || true
  rm small/filler
  resumed "a full disk" small/run
else
  echo "a full disk: left out, since only root can make a file system"
fi
