# numpy's side: reads a command a line, does it, and answers with its seconds and its result.
import sys, time
import numpy as np

folder = sys.argv[1]
arrays = {}
out = None
work = {
    'sum': lambda x: x.sum(),
    'min': lambda x: x.min(),
    'max': lambda x: x.max(),
    'mean': lambda x: x.mean(dtype=np.float64),
    'std': lambda x: x.std(dtype=np.float64),
    'nansum': lambda x: np.nansum(x, dtype=np.float64),
    'copy': lambda x: np.copyto(out, x),
    'group': lambda x: np.bincount(np.unique(x, return_inverse=True)[1]),
    'sort': lambda x: np.argsort(x, kind='stable'),
    'where': lambda x: np.flatnonzero(x > 5),
}

for line in sys.stdin:
    what, name, field = line.split()
    if name not in arrays:
        arrays = {name: np.load(f'{folder}/{name}.npy')}
    column = arrays[name][field]
    if out is None or out.dtype != column.dtype:
        out = np.ones(len(column), column.dtype)
    start = time.perf_counter()
    result = work[what](column)
    seconds = time.perf_counter() - start
    del result
    print(seconds, flush=True)
