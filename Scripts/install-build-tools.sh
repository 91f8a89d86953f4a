#!/usr/bin/env bash
# Installs what building and testing Hone needs beside Swift: zlib, libpng, OpenMP's runtime,
# Python for scripts. Does nothing where it is all there.
. "$(dirname "$0")/common.sh"

command -v "${SWIFT:-swift}" >/dev/null ||
  fail "Swift is missing; install version 6.1 or later from https://www.swift.org/install"

case $(uname -s) in
  Linux)
    if command -v apt-get >/dev/null; then
      install_packages zlib1g-dev libpng-dev libgomp1 python3 git ca-certificates
    else
      say "no apt-get here; Hone needs the development files of zlib and libpng, libgomp, python3"
    fi
    ;;
  Darwin)
    if ! ls /opt/homebrew/include/png.h /usr/local/include/png.h >/dev/null 2>&1; then
      command -v brew >/dev/null || fail "libpng is missing; install Homebrew, then: brew install libpng"
      brew install libpng
    fi
    ;;
  *) say "unknown system $(uname -s); Hone needs zlib, libpng and python3" ;;
esac
