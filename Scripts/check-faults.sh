#!/usr/bin/env bash
# Trains with the given tool while flushing fails, while the run folder is gone for a time, while the
# disk is full, and while the time of day jumps. Training must go on, say what wasn't saved, and lose
# nothing older: from what is left the run is resumed, and ends with the bits of a run that had no
# fault. Linux; the full disk needs root, to make a file system.
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

# A link that leads to a file for a time: into that even root can't write.
mkdir folder
: >file
turn() {
  ln -s "$1" link
  mv -T link gone
}
turn folder
# Longer than the folder is gone, on any machine.
"$hone" train net.yaml --into through-long epochs=1000 >/dev/null
"$hone" train net.yaml --into gone epochs=1000 >output 2>&1 &
process=$!
while [ ! -s gone/metrics.csv ]; do sleep 0.02; done
turn file
sleep 0.5
turn folder
wait "$process" || fail "a folder that is gone: training ended: $(cat output)"
grep -q "checkpoints can be written again" output ||
  { cat output >&2; fail "a folder that is gone: checkpoints weren't written again"; }
for file in weights.safetensors optimizer.safetensors; do
  cmp -s "through-long/$file" "gone/$file" || fail "a folder that is gone: $file differs"
done
echo "a folder that is gone for a time: training went on, and ended with the same bits"

cc -shared -fPIC -o jumping.so "$root/Scripts/jumping-clock.c" -ldl
jumping() { LD_PRELOAD="$work/jumping.so" "$@"; }
# A budget that each jump would use up, if it were measured by the time of day.
jumping "$hone" train net.yaml --into clock checkpointEvery=1s \
  'callbacks=[{timeBudget: {minutes: 60}}]' >output 2>&1 ||
  fail "a jumping clock: training ended: $(cat output)"
for file in weights.safetensors optimizer.safetensors; do
  cmp -s "through/$file" "clock/$file" || fail "a jumping clock: $file differs"
done
# No time is negative, and none is that of a jump.
awk -F, '
  FNR == 1 { for (i = 1; i <= NF; i++) if ($i ~ /seconds/) column = i; next }
  FILENAME ~ /timings/ { for (i = 2; i < NF; i++) if ($i < 0 || $i > 3600) exit 1; next }
  { if ($column < 0 || $column > 3600 || $column < last) exit 1; last = $column }
' clock/timings.csv clock/metrics.csv || fail "a jumping clock: times are wrong"
jumping "$hone" runs list . >output || fail "a jumping clock: runs can't be listed"
grep -q "clock *done *400/400" output || { cat output >&2; fail "a jumping clock: no whole run"; }
jumping "$hone" runs show clock >/dev/null || fail "a jumping clock: the run can't be shown"
# Killed and resumed, with requests in its journal.
LD_PRELOAD="$work/jumping.so" "$hone" train net.yaml --into killed >output 2>&1 &
process=$!
while [ ! -s killed/metrics.csv ]; do sleep 0.02; done
jumping "$hone" ctl killed checkpoint >/dev/null || fail "a jumping clock: the run can't be asked"
kill -KILL "$process" 2>/dev/null || true
wait "$process" 2>/dev/null || true
jumping "$hone" resume killed >output 2>&1 || fail "a jumping clock: not resumed: $(cat output)"
cmp -s through/weights.safetensors killed/weights.safetensors ||
  fail "a jumping clock: weights differ after resuming"
grep -q checkpoint killed/journal.jsonl || fail "a jumping clock: the journal is lost"
echo "a jumping clock: training, resuming, listing and the journal are the same"

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
