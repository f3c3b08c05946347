"""Python's half of the sample: needs nothing but numpy."""
import sys
import hashlib, json, os, socket, struct
import numpy as np

def stream_address(name, user):
    path = f"{os.environ.get('SCHEMATOOLKIT_SHM_DIR') or '/dev/shm'}/stk-{user}/{name}.npy"
    return '\0schematoolkit-' + hashlib.sha256(path.encode()).hexdigest()[:32]

def read_stream(name):
    with socket.socket(socket.AF_UNIX) as writer:
        writer.connect(stream_address(name, os.geteuid()))
        owner = struct.unpack('3i', writer.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, 12))[1]
        if owner not in (0, os.geteuid()):
            raise PermissionError(f'stream {name} is of user {owner}')
        for line in writer.makefile('rb'):
            message = json.loads(line)
            if 'chunk' in message:
                yield np.load(message['path'], mmap_mode='r')
                writer.sendall(b'{"done":%d}\n' % message['chunk'])
            elif 'end' in message:
                writer.sendall(b'{"end":true}\n')
                return
            elif 'error' in message:
                raise RuntimeError(f"the writer of stream {name} {message['error']}")
        raise RuntimeError(f'the writer of stream {name} has ended without completing it')

dtype = [('chr', 'S10'), ('pos', '<i4'), ('pct', '<f4'), ('c', '<i4'), ('t', '<i4')]
what, where = sys.argv[1:]
if what == 'read':
    sites = np.load(where, mmap_mode='r')
    print(len(sites), 'rows, sum', sites['pos'].sum())
elif what == 'fill':
    sites = np.load(where, mmap_mode='r+')
    sites[:500] = ('python', 2, 0, 0, 0)
elif what == 'save':
    sites = np.zeros(100, dtype)
    sites['pos'] = np.arange(100)
    np.save(where, sites)
elif what == 'stream':
    chunks = [(len(sites), int(sites['pos'].sum())) for sites in read_stream(where)]
    print(len(chunks), 'chunks,', sum(n for n, _ in chunks), 'rows, sum', sum(s for _, s in chunks))
