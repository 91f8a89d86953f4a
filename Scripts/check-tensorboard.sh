#!/usr/bin/env bash
# Trains a small model with the given tool and opens what its loggers wrote with TensorBoard itself:
# scalars, histograms, images and hyperparameters are those of the run.
. "$(dirname "$0")/common.sh"

hone=$(realpath "$1")
checks=$(realpath "$(dirname "$0")/check-tensorboard.py")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python=${HONE_TENSORBOARD_PYTHON:-}
if [ -z "$python" ]; then
  python3 -m venv python
  python/bin/pip install --quiet --disable-pip-version-check \
    tensorboard==2.20.0 safetensors==0.8.0 numpy==2.4.6
  python=python/bin/python
fi
cat >model.yaml <<'YAML'
model:
  - Conv2D: {filters: 4, kernelSize: 3, activation: relu}
  - Flatten
  - Dense: {units: 10}
data: sample
optimizer: {adam: {learningRate: 0.002}}
loss: {sparseCategoricalCrossentropy: {fromLogits: true}}
metrics: [accuracy]
epochs: 3
batchSize: 40
callbacks:
  - tensorBoard: {histogramFreq: 1, writeImages: true, updateFreq: 4}
  - csvLogger: {filename: log.csv}
  - jsonLinesLogger: {filename: log.jsonl}
  - modelCheckpoint: {filepath: "{epoch:d}.safetensors", saveWeightsOnly: true}
YAML
"$hone" train model.yaml --into run >/dev/null
PYTHONDONTWRITEBYTECODE=1 "$python" -W ignore "$checks" run
