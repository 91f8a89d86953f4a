#!/usr/bin/env bash
# Finds oneDNN 3, the library beneath Hone's fast engine, or installs it:
# the distribution's package where that is version 3 (Debian 13, Ubuntu 24.04 and later), else, on
# x86-64, the shared library of PyPI's package into .hone/onednn/lib of this checkout.
. "$(dirname "$0")/common.sh"

root=$(cd "$(dirname "$0")/.." && pwd)
folder=$root/.hone/onednn/lib

# Whether a file (or a name that the system's loader knows) is oneDNN 3.
is_onednn_3() {
  python3 - "$1" 2>/dev/null <<'PYTHON'
import ctypes, sys

class Version(ctypes.Structure):
    _fields_ = [("major", ctypes.c_int), ("minor", ctypes.c_int), ("patch", ctypes.c_int)]

library = ctypes.CDLL(sys.argv[1])
library.dnnl_version.restype = ctypes.POINTER(Version)
sys.exit(0 if library.dnnl_version().contents.major == 3 else 1)
PYTHON
}

install_from_pypi() {
  [ "$(uname -s)-$(uname -m)" = Linux-x86_64 ] ||
    fail "no oneDNN 3 for $(uname -s) $(uname -m) here; build it from source and set HONE_ONEDNN"
  if ! python3 -m pip --version >/dev/null 2>&1; then
    install_packages python3-pip || return 1
  fi
  say "downloading oneDNN 3.2 (37 MB)"
  work=$(mktemp -d)
  trap 'rm -rf "$work"' EXIT
  python3 -m pip download --quiet --disable-pip-version-check --no-deps --only-binary=:all: \
    --require-hashes --requirement "$root/Scripts/requirements-onednn.txt" --dest "$work" ||
    fail "could not download oneDNN; check the network, or set HONE_ONEDNN to a libdnnl.so.3"
  python3 -m zipfile -e "$work"/onednn_cpu_gomp-*.whl "$work/wheel"
  is_onednn_3 "$work"/wheel/*.data/data/lib/libdnnl.so.3 ||
    fail "the downloaded oneDNN can't be loaded; is libgomp1 installed?"
  mkdir -p "$folder"
  # Renamed into place, so that a broken run leaves no part of a library behind.
  cp "$work"/wheel/*.data/data/lib/libdnnl.so.3 "$folder/.new"
  cp "$work"/wheel/*.data/data/share/doc/onednn/LICENSE \
    "$work"/wheel/*.data/data/share/doc/onednn/THIRD-PARTY-PROGRAMS "$root/.hone/onednn/"
  mv "$folder/.new" "$folder/libdnnl.so.3"
}

if [ -n "${HONE_ONEDNN:-}" ]; then
  is_onednn_3 "$HONE_ONEDNN" || fail "HONE_ONEDNN=$HONE_ONEDNN is not a loadable oneDNN 3"
  exit 0
fi

if [ "$(uname -s)" = Darwin ]; then
  ls /opt/homebrew/lib/libdnnl.3.dylib /usr/local/lib/libdnnl.3.dylib >/dev/null 2>&1 && exit 0
  command -v brew >/dev/null || fail "oneDNN is missing; install Homebrew, then: brew install onednn"
  exec brew install onednn
fi

[ -e "$folder/libdnnl.so.3" ] && is_onednn_3 "$folder/libdnnl.so.3" && exit 0
is_onednn_3 libdnnl.so.3 && exit 0

if command -v apt-get >/dev/null; then
  apt-cache show libdnnl3 >/dev/null 2>&1 || as_root apt-get update --quiet >/dev/null 2>&1 || true
  if apt-cache show libdnnl3 >/dev/null 2>&1; then
    install_packages libdnnl3 && is_onednn_3 libdnnl.so.3 && exit 0
    say "the distribution's oneDNN doesn't work; trying PyPI's"
  fi
fi
install_from_pypi
