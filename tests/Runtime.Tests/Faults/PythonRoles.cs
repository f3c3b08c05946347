using System.Globalization;
using SchemaToolkit.Tests.SharedMemory;

namespace SchemaToolkit.Tests.Faults;

/// <summary>A process of Python that makes others of itself, which open segments and read streams until they are killed: numpy is loaded
/// once.</summary>
internal sealed class PythonRoles : IDisposable
{
    private const string Program = """

        import glob, random, signal, time
        signal.signal(signal.SIGCHLD, signal.SIG_IGN)
        root, folder = sys.argv[1:3]

        def whole(a):
            n = len(a)
            if n == 0 or not (a['pos'] == a['pos'][0]).all() or (n != a['pos'][0]):
                print(f'violation: Python sees {n} rows of {a["pos"][0] if n else "none"}', flush=True)

        def attach():
            if random.random() < 0.3:
                with open(f'{folder}/reference') as file:
                    reference = file.read()
                try:
                    with open(reference, 'rb') as file:
                        whole(np.load(f'/proc/self/fd/{file.fileno()}', mmap_mode='r'))
                except ValueError:
                    pass  # The number is that of a file by now, which numpy cannot know.
                return
            paths = glob.glob(f'{root}/stk-*/*.npy') + glob.glob(f'{folder}/*.npy')
            if paths:
                # numpy opens a path twice, and between that the name may be another's.
                with open(random.choice(paths), 'rb') as file:
                    whole(np.load(f'/proc/self/fd/{file.fileno()}', mmap_mode='r'))

        def consume():
            chunks = 0
            for a in read_stream('stream'):
                whole(a)
                chunks += 1
            if chunks != 20:
                print(f'violation: the stream ended after {chunks} chunks', flush=True)

        def play(role):
            random.seed()
            while True:
                try:
                    role()
                except (OSError, RuntimeError):
                    pass  # Nobody has it, or the other side was killed.
                except Exception as e:
                    print(f'violation: {role.__name__}: {e!r}', flush=True)
                time.sleep(0.001)

        for line in sys.stdin:
            pid = os.fork()
            if pid == 0:
                play(globals()[line.strip()])
            print(pid, flush=True)
        """;

    private readonly Child _process;
    private readonly List<string> _violations = [];

    public PythonRoles(string root, string folder)
        => _process = Child.Of("env", $"{SegmentName.RootVariable}={root}", Support.Python.Path, "-c", "import sys\n" + PythonHelper.Stream + Program, root, folder);

    /// <summary>What they have seen that must not be.</summary>
    public string Violations => string.Join('\n', _violations);

    /// <summary>Starts one.</summary>
    /// <returns>Its number.</returns>
    public int Start(string role)
    {
        _process.Say(role + "\n");
        while (true)
        {
            string line = _process.ReadLine();
            if (int.TryParse(line, CultureInfo.InvariantCulture, out int process))
            {
                return process;
            }

            Assert.NotEqual("", line);
            _violations.Add(line);
        }
    }

    public void Dispose() => _process.Dispose();
}
