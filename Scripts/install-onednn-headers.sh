#!/usr/bin/env bash
# Finds the headers of oneDNN 3, or installs them: the tests hold our declarations against them.
# Building Hone needs no headers.
. "$(dirname "$0")/common.sh"

root=$(cd "$(dirname "$0")/.." && pwd)
folder=$root/.hone/onednn/include

# Whether a folder of headers is oneDNN 3's.
is_onednn_3() {
  grep -Eqs '^#define DNNL_VERSION_MAJOR 3$' "$1"/oneapi/dnnl/dnnl_version.h
}

for place in "${HONE_ONEDNN_HEADERS:-}" "$folder" /usr/include /usr/local/include \
  /opt/homebrew/include; do
  if [ -n "$place" ] && is_onednn_3 "$place"; then exit 0; fi
done

if command -v apt-get >/dev/null && apt-cache show libdnnl3 >/dev/null 2>&1; then
  install_packages libdnnl-dev && is_onednn_3 /usr/include && exit 0
fi
[ "$(uname -s)-$(uname -m)" = Linux-x86_64 ] ||
  fail "no headers of oneDNN 3 for $(uname -s) $(uname -m) here; set HONE_ONEDNN_HEADERS"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m pip download --quiet --disable-pip-version-check --no-deps --only-binary=:all: \
  --require-hashes --requirement "$root/Scripts/requirements-onednn-headers.txt" --dest "$work" ||
  fail "could not download oneDNN's headers; check the network, or set HONE_ONEDNN_HEADERS"
python3 -m zipfile -e "$work"/onednn_devel_cpu_gomp-*.whl "$work/wheel"
is_onednn_3 "$work"/wheel/*.data/data/include || fail "the downloaded headers are not oneDNN 3's"
rm -rf "$folder"
mkdir -p "$(dirname "$folder")"
mv "$work"/wheel/*.data/data/include "$folder"
