"""The job as Python does it: np.loadtxt, multiprocessing, shared memory, h5py.

    peer.py queue OUT.h5 FILE...     one process a file, which waits for "done"
    peer.py pool  OUT.h5 FILE...     a pool of two processes over all files
    ... --deflate 4                  datasets shuffled and deflated
"""

import os
import sys
from multiprocessing import Pool, Process, Queue
from multiprocessing.shared_memory import SharedMemory

import h5py
import numpy as np

FILTERS = {}
CPG = np.dtype([("chr", "S10"), ("pos", "<i4"), ("pct", "<f4"), ("c", "<i4"), ("t", "<i4")])


def to_shared_memory(path):
    rows = np.loadtxt(path, dtype=CPG, delimiter="\t")
    memory = SharedMemory(create=True, size=rows.nbytes)
    np.ndarray(rows.shape, CPG, memory.buf)[:] = rows
    return memory, rows.shape


def to_dataset(file, path, name, shape):
    memory = SharedMemory(name)
    rows = np.ndarray(shape, CPG, memory.buf)
    file.create_dataset(os.path.basename(path), data=rows, **FILTERS)
    del rows
    return memory


def serve(path, ready, done):
    memory, shape = to_shared_memory(path)
    ready.put((path, memory.name, shape))
    done.get()
    memory.close()
    memory.unlink()


def queue(file, paths):
    ready, done = Queue(), Queue()
    workers = [Process(target=serve, args=(path, ready, done)) for path in paths]
    for worker in workers:
        worker.start()
    for _ in paths:
        to_dataset(file, *ready.get()).close()
        done.put("done")
    for worker in workers:
        worker.join()


def load(path):
    memory, shape = to_shared_memory(path)
    memory.close()
    return path, memory.name, shape


def pool(file, paths):
    with Pool(2) as processes:
        for loaded in processes.map(load, paths):
            memory = to_dataset(file, *loaded)
            memory.close()
            memory.unlink()


if __name__ == "__main__":
    if "--deflate" in sys.argv:
        at = sys.argv.index("--deflate")
        FILTERS.update(shuffle=True, compression="gzip", compression_opts=int(sys.argv[at + 1]))
        del sys.argv[at : at + 2]
    shape, output, *tables = sys.argv[1:]
    with h5py.File(output, "w") as h5:
        {"queue": queue, "pool": pool}[shape](h5, tables)
