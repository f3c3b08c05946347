# h5py's side: reads a command a line, does it, and answers with its seconds. The rows are those of rows.npy in the folder.
import hashlib, os, sys, time
import h5py, numpy as np

folder = sys.argv[1]
rows = np.load(f'{folder}/rows.npy')
out = np.zeros_like(rows)
deflate = dict(shuffle=True, compression='gzip', compression_opts=4)
CHUNK = 40320  # as many rows as the toolkit takes


def write(path, **options):
    with h5py.File(path, 'w') as f:
        f.create_dataset('x', data=rows, **options)


def append(path, batch, **options):
    with h5py.File(path, 'w') as f:
        d = f.create_dataset('x', (0,), rows.dtype, maxshape=(None,), chunks=(CHUNK,), **options)
        for start in range(0, len(rows), batch):
            part = rows[start:start + batch]
            d.resize(start + len(part), axis=0)
            d[start:start + len(part)] = part


def read(path, how):
    with h5py.File(path, 'r') as f:
        return how(f['x'])


def raw(path):
    with open(path, 'wb', buffering=0) as f:
        view = memoryview(rows).cast('B')
        while len(view):
            view = view[f.write(view):]


def batches(d):
    for start in range(0, len(d), 10_000):
        d[start:start + 10_000]


work = {
    'raw': raw,
    'write': write,
    'write-deflate': lambda path: write(path, chunks=(CHUNK,), **deflate),
    'write-fletcher': lambda path: write(path, chunks=(CHUNK,), fletcher32=True, **deflate),
    'write-unshuffled': lambda path: write(path, chunks=(CHUNK,), compression='gzip', compression_opts=4),
    'append-10000': lambda path: append(path, 10_000),
    'append-1000': lambda path: append(path, 1_000),
    'append-deflate': lambda path: append(path, 10_000, **deflate),
    'read-direct': lambda path: read(path, lambda d: d.read_direct(out)),
    'read': lambda path: read(path, lambda d: d[:]),
    'read-column': lambda path: read(path, lambda d: d['pos']),
    'sum-column': lambda path: read(path, lambda d: d['pos'].sum(dtype=np.int64)),
    'read-batches': lambda path: read(path, batches),
}

for line in sys.stdin:
    what, path = line.split()
    if what == 'check':
        with h5py.File(path) as f:
            d = f['x']
            print(int(d.dtype == rows.dtype and d.shape == rows.shape and (d[:] == rows).all()), flush=True)
        continue
    if not what.startswith(('read', 'sum')) and os.path.exists(path):
        os.remove(path)
    start = time.perf_counter()
    result = work[what](path)
    seconds = time.perf_counter() - start
    del result
    print(seconds, flush=True)
