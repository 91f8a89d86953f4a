#!/usr/bin/env bash
# Trains a convolutional network on Fashion-MNIST with the built tool, measures the saved model in a
# new process, and shows what it sees in a few test images. The last line is the result.
. "$(dirname "$0")/common.sh"

hone=$1
cd "$(dirname "$0")/.."
run=runs/demo-$(date +%Y%m%d-%H%M%S)
images=$("$hone" data fetch fashion-mnist | sed 's/^fashion-mnist is in //')
images=$(ls "$images"/t10k-images-idx3-ubyte* | head -n 1)

started=$(date +%s)
"$hone" summary Examples/fashion-mnist.yaml
"$hone" train Examples/fashion-mnist.yaml --into "$run"
echo "measuring the saved model in a new process"
result=$("$hone" evaluate "$run" --json)
"$hone" evaluate "$run"
"$hone" predict "$run" "$images" --limit 5
seconds=$(($(date +%s) - started))

accuracy=$(printf '%s' "$result" | sed -n 's/.*"accuracy": \([0-9.]*\).*/\1/p')
printf 'demo: test_accuracy=%.4f seconds=%d run=%s\n' "$accuracy" "$seconds" "$run"
