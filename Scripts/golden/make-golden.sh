#!/bin/sh
# Makes every golden file again: Scripts/golden/make-golden.sh
#
# Needs Python 3.11 or later and its venv module, 6 GB of disk for the time it runs, and a network.
# HONE_KERAS_PYTHON, HONE_TORCH_PYTHON and HONE_TABLES_PYTHON name interpreters that have the packages already; then
# nothing is installed. Ends with an error if Keras and PyTorch disagree where they should agree.
set -eu
cd "$(dirname "$0")"

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
export PYTHONDONTWRITEBYTECODE=1

# python_with NAME: makes a virtual environment from requirements-NAME.txt; prints its interpreter.
python_with() {
  "${PYTHON:-python3}" -m venv "$scratch/$1" >&2
  "$scratch/$1/bin/pip" install --quiet --disable-pip-version-check \
    -r "requirements-$1.txt" >&2
  echo "$scratch/$1/bin/python"
}

keras=${HONE_KERAS_PYTHON:-$(python_with keras)}
torch=${HONE_TORCH_PYTHON:-$(python_with torch)}
tables=${HONE_TABLES_PYTHON:-$(python_with tables)}

rm -rf ../../Tests/Fixtures/golden
parts="layers sequences losses more_losses more_metrics regularizers initializers noise"
parts="$parts optimizers updates schedules training"
for part in $parts; do "$keras" "keras_$part.py"; done
"$keras" keras_callbacks.py
"$keras" keras_loggers.py
"$keras" keras_records.py
"$keras" keras_preprocessing.py
"$keras" keras_images.py
"$torch" formulas.py
"$torch" data_files.py
"$torch" image_files.py
"$torch" torch_images.py
for part in $parts; do "$torch" "torch_$part.py"; done
"$torch" torch_conventions.py
"$tables" pandas_tables.py
"$torch" table.py
