#!/usr/bin/env bash
# Makes Fashion-MNIST available: there already, else the distribution's package, else fetched.
. "$(dirname "$0")/common.sh"

hone=$1
packaged=/usr/share/datasets/fashion-mnist/train-images-idx3-ubyte.gz
cached=${XDG_CACHE_HOME:-$HOME/.cache}/hone/datasets/fashion-mnist/train-images-idx3-ubyte.gz

if [ ! -e "$packaged" ] && [ ! -e "$cached" ] && [ -z "${HONE_DATA:-}" ] &&
  command -v apt-get >/dev/null; then
  install_packages dataset-fashion-mnist || say "trying the published files instead"
fi
"$hone" data fetch fashion-mnist >&2
