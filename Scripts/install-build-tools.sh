#!/usr/bin/env bash
# Installs what building and testing Hone needs beside Swift: zlib, libpng, libjpeg-turbo, OpenMP's
# runtime, Python for scripts. Does nothing where it is all there.
. "$(dirname "$0")/common.sh"

command -v "${SWIFT:-swift}" >/dev/null ||
  fail "Swift is missing; install version 6.1 or later from https://www.swift.org/install"

case $(uname -s) in
  Linux)
    if command -v apt-get >/dev/null; then
      install_packages zlib1g-dev libpng-dev libjpeg-dev libgomp1 python3 git ca-certificates
    else
      say "no apt-get here; Hone needs the development files of zlib, libpng and libjpeg-turbo," \
        "libgomp, python3"
    fi
    ;;
  Darwin)
    for library in png.h:libpng jpeglib.h:jpeg-turbo; do
      header=${library%%:*} formula=${library#*:}
      if [ ! -e "/opt/homebrew/include/$header" ] && [ ! -e "/usr/local/include/$header" ]; then
        command -v brew >/dev/null ||
          fail "$formula is missing; install Homebrew, then: brew install $formula"
        brew install "$formula"
      fi
    done
    ;;
  *) say "unknown system $(uname -s); Hone needs zlib, libpng, libjpeg-turbo and python3" ;;
esac
