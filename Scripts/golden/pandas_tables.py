"""Tables as pandas reads them: files in Tests/Fixtures/tables, and what is in them.

Each NAME.csv has a NAME.json with, for each column, its type, and its values as float32 numbers or
as indices in the sorted categories, missing ones replaced as `missing` says.
"""

import io
import json
import pathlib

import numpy as np
import pandas as pd

FOLDER = pathlib.Path(__file__).resolve().parents[2] / "Tests/Fixtures/tables"
MISSING = ["", "NA", "N/A", "NaN", "nan", "null", "NULL", "?"]


def column(values, missing):
    """One column as Hone has it."""
    if pd.api.types.is_bool_dtype(values):
        return {"type": "bool", "numbers": [float(value) for value in values]}
    if pd.api.types.is_numeric_dtype(values):
        whole = bool((values.dropna() % 1 == 0).all()) and "e" not in values.attrs["text"]
        fill = {"mean": values.mean, "median": values.median,
                "mostFrequent": lambda: values.mode()[0]}
        if missing in fill:
            values = values.fillna(fill[missing]())
        numbers = values.to_numpy(np.float32)
        return {"type": "int" if whole and "." not in values.attrs["text"] else "double",
                "numbers": [float(number) for number in numbers]}
    if missing in ("mean", "median", "mostFrequent"):
        values = values.fillna(values.mode()[0])
    categories = pd.Categorical(values)
    return {"type": "categorical", "vocabulary": list(categories.categories),
            "indices": [int(code) for code in categories.codes]}


def write(name, text, missing="error", separator=","):
    FOLDER.mkdir(parents=True, exist_ok=True)
    (FOLDER / f"{name}.csv").write_bytes(text.encode())
    arguments = dict(sep=separator, na_values=MISSING, keep_default_na=False, skipinitialspace=True,
                     float_precision="round_trip")
    table = pd.read_csv(io.StringIO(text, newline=""), **arguments)
    if missing == "dropRow":
        kept = table.dropna()
        dropped, table = len(table) - len(kept), kept
    else:
        dropped = 0
    written = pd.read_csv(io.StringIO(text, newline=""), dtype=str, **arguments)
    columns = {}
    for key in table.columns:
        values = table[key]
        values.attrs["text"] = "".join(written[key].dropna())
        columns[key] = column(values, missing)
    result = {"pandas": pd.__version__, "missing": missing, "dropped": dropped, "rows": len(table),
              "columns": columns}
    (FOLDER / f"{name}.json").write_text(json.dumps(result, indent=1) + "\n")


def measured(seed, rows, holes):
    """Rows of made-up measurements; a share of the cells is missing."""
    generator = np.random.default_rng(seed)
    kinds = np.array(["oak", "élm", "소나무", "ash, white", 'so-called "pine"'])
    lines = ["height,count,kind,dead,mass"]
    for _ in range(rows):
        kind = kinds[generator.integers(len(kinds))].replace('"', '""')
        cells = [f"{generator.normal() * 10:.5g}", str(generator.integers(-5, 200)),
                 f'"{kind}"' if "," in kind or '"' in kind else kind,
                 ["True", "False"][generator.integers(2)] if not holes else "True",
                 f"{10 ** generator.uniform(-8, 8):.9e}"]
        for index in (0, 1, 2, 4):
            if generator.random() < holes:
                cells[index] = MISSING[generator.integers(len(MISSING))]
        lines.append(",".join(cells))
    return "\n".join(lines) + "\n"


write("plain", measured(1, 60, 0))
for number, policy in enumerate(["mean", "median", "mostFrequent", "dropRow"]):
    write(f"missing-{policy}", measured(10 + number, 60, 0.12), policy)
write("quoted", 'name,"a, b",n\r\n"x\ny","1",2\r\n"say ""hi""", 2.5,3\r\n\r\n"",7,4\r\nz,"8" ,5\r\n',
      "mostFrequent")
write("semicolons", "a;b;c\n1;x;0.1\n2;y,z;1e-7\n3;x;-.5\n4;y,z;5.\n", separator=";")
write("spaces", "a, b,c\n 1 ,  2.5,x\n  3, 4.25 , y\n-7,0 ,x\n")
