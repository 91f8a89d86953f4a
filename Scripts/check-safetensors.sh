#!/usr/bin/env bash
# Trains a small model with the given tool and opens its weights with PyPI's safetensors, then
# writes them with that package and evaluates the model on them.
. "$(dirname "$0")/common.sh"

hone=$(realpath "$1")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv python
python/bin/pip install --quiet --disable-pip-version-check safetensors==0.8.0 numpy==2.4.6
"$hone" init model.yaml >/dev/null
"$hone" train model.yaml --epochs 1 --into run >/dev/null
before=$("$hone" evaluate run)
python/bin/python - <<'PYTHON'
from safetensors.numpy import load_file, save_file

weights = load_file("run/weights.safetensors")
assert weights["conv2d_1/kernel"].shape == (3, 3, 1, 16), weights["conv2d_1/kernel"].shape
assert str(weights["dense_1/bias"].dtype) == "float32"
save_file(weights, "run/weights.safetensors")
print(f"safetensors: {len(weights)} weights opened by PyPI's package and written back")
PYTHON
after=$("$hone" evaluate run)
[ "$before" = "$after" ] || fail "the weights changed on their way: $before, $after"
