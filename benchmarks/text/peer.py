"""A peer of the text benchmarks: np.loadtxt, pandas, or np.savetxt.

    peer.py PEER NAME=VALUE...

Takes commands, a line each. "check" reads the table and answers with its rows and the sum of each column (of text: of
its lengths; NaN left out); "run" reads or writes it again and answers with seconds of wall and of processor time.
Leaves with 69 where the peer is not installed.
"""
import sys
import time

try:
    import numpy as np

    if sys.argv[1] == "pandas":
        import pandas
except ImportError:
    sys.exit(69)

peer = sys.argv[1]
given = dict(argument.split("=", 1) for argument in sys.argv[2:])
dtype = np.dtype([tuple(field.split(" ")) for field in given["fields"].split(", ")])
delimiter = given["delimiter"] or None
columns = [int(column) for column in given["columns"].split(",")] if given["columns"] else None
nulls = [float(null) for null in given["nulls"].split(",") if null]


def loadtxt(dtype=dtype):
    return np.loadtxt(given["path"], dtype=dtype, delimiter=delimiter, usecols=columns)


def read_csv():
    kinds = {name: object if dtype[name].kind == "S" else dtype[name] for name in dtype.names}
    return pandas.read_csv(given["path"], header=None, names=list(dtype.names), dtype=kinds, sep=delimiter)


def savetxt():
    np.savetxt(given["to"], records, fmt=given["format"], delimiter=delimiter or " ")


def column_sum(column):
    if column.dtype.kind in "SU":
        return np.char.str_len(column).sum()
    if column.dtype.kind == "O":
        return column.str.len().sum()
    for null in nulls:
        column = column[column != column.dtype.type(null)]
    return np.nansum(column.astype("f8"))


if peer == "np.savetxt":
    # Bytes would be written as b'chr1'. A table of floats alone is a plain array in Python, not a structured one.
    records = loadtxt(np.dtype([(name, dtype[name].str.replace("S", "U")) for name in dtype.names]))
    if all(dtype[name] == np.dtype("f8") for name in dtype.names):
        records = records.view("f8").reshape(len(records), -1)

work = {"np.loadtxt": loadtxt, "pandas": read_csv, "np.savetxt": savetxt}[peer]
for command in sys.stdin:
    if command.strip() == "check":
        table = work()
        print(len(table), *(repr(float(column_sum(table[name]))) for name in dtype.names), flush=True)
        table = None
    else:
        wall, cpu = time.perf_counter(), time.process_time()
        work()
        print(time.perf_counter() - wall, time.process_time() - cpu, flush=True)
