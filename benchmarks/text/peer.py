"""Reads a table again and again with a peer: seconds of wall and of processor time a run, one line each."""
import json, sys, time
import numpy as np

peer, path, runs, dtype, options = sys.argv[1], sys.argv[2], int(sys.argv[3]), json.loads(sys.argv[4]), json.loads(sys.argv[5])
dtype = np.dtype([(name, kind) for name, kind in dtype])
if peer == "pandas":
    import pandas

    def read():
        kinds = {name: (dtype[name] if dtype[name].kind != "S" else object) for name in dtype.names}
        separator = {"delimiter": options["delimiter"]} if "delimiter" in options else {"delim_whitespace": True}
        return pandas.read_csv(path, header=None, names=list(dtype.names), dtype=kinds, **separator)
else:
    def read():
        return np.loadtxt(path, dtype=dtype, **options)

for run in range(runs + 1):
    wall, cpu = time.perf_counter(), time.process_time()
    rows = len(read())
    if run > 0:
        print(time.perf_counter() - wall, time.process_time() - cpu, rows)
