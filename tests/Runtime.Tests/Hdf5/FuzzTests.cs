using System.Buffers.Binary;
using System.Diagnostics;
using System.Globalization;
using SchemaToolkit.Tests.Support;

namespace SchemaToolkit.Tests.Hdf5;

/// <summary>Damaged files: each is an exception or the right answer, as h5py gives it; never a crash, without end or of any size. What
/// libhdf5 itself crashes on in h5py too does not count.</summary>
public class FuzzTests
{
    private const int Mutants = 500;
    private const int SoakMutants = 50_000;

    // Reads what it can, so that a crash of libhdf5 shows, and gives the rows as the child does.
    private const string ReadAll = """
        import hashlib, ctypes
        def read(d, fresh):
            ctypes.CDLL(None).mallopt(-6, fresh) # what memory holds when it is given out
            return hashlib.sha256(d[:].tobytes()).hexdigest().upper()
        site = np.dtype([('chr','S10'),('pos','<i4'),('pct','<f4'),('c','<i4'),('t','<i4')])
        names = []
        def visit(group, path, depth):
            if depth > 70: return
            for name in group:
                try: thing = group[name]
                except Exception: continue
                if isinstance(thing, h5py.Dataset): names.append(path + name)
                elif isinstance(thing, h5py.Group): visit(thing, path + name + '/', depth + 1)
        try:
            f = h5py.File(sys.argv[1])
            visit(f, '', 0)
        except Exception: pass
        for name in names:
            try:
                for a in f[name].attrs: f[name].attrs[a]
            except Exception: pass
            try:
                d = f[name]
                if d.dtype == site and d.size < 10**7:
                    # h5py gives out memory as it was in the place of what a short chunk lacks: that is no answer.
                    d = None
                    if (seen := read(h5py.File(sys.argv[1])[name], 1)) == read(h5py.File(sys.argv[1])[name], 201): print(seen, name)
                elif d.size < 10**6: d[:]
            except Exception: pass
        """;

    [Fact]
    public void DamagedFilesAreExceptionsOrRight() => Fuzz(Mutants, 1);

    [SoakFact]
    public void ManyDamagedFilesAreExceptionsOrRight() => Fuzz(SoakMutants, 100_000);

    private static void Fuzz(int mutants, int seed)
    {
        using var directory = new TempDirectory();
        byte[][] files = Originals(directory);
        var faults = new List<string>();
        Process? child = null;
        int compared = 0;
        try
        {
            for (int i = 0; i < mutants; i++)
            {
                string path = directory["mutant.h5"];
                File.WriteAllBytes(path, Mutant(files, seed + i));
                child ??= Start();
                child.StandardInput.WriteLine(path);
                child.StandardInput.Flush();
                List<string>? lines = Answer(child);
                if (lines is null)
                {
                    child.Kill();
                    child.WaitForExit();
                    child.Dispose();
                    child = null;
                    if (!IsLibrarys(path))
                    {
                        faults.Add($"mutant {seed + i}: the process crashed or did not end");
                        Keep(path, seed + i);
                    }

                    continue;
                }

                if (lines.Exists(static line => line[0] == '!'))
                {
                    faults.AddRange(lines.Where(static line => line[0] == '!').Select(line => $"mutant {seed + i}: {line}"));
                    Keep(path, seed + i);
                }

                string[] read = [.. lines.Where(static line => line.StartsWith("read ", StringComparison.Ordinal)).Select(static line => line["read ".Length..])];
                if (read.Length > 0)
                {
                    compared++;
                    Compare(path, read, seed + i, faults);
                }
            }
        }
        finally
        {
            child?.Kill();
            child?.Dispose();
        }

        Assert.True(faults.Count == 0, string.Join('\n', faults));
        Assert.InRange(compared, mutants / 10, mutants);
    }

    private static void Compare(string path, string[] read, int mutant, List<string> faults)
    {
        string theirs;
        try
        {
            theirs = Python.Run(ReadAll, path);
        }
        catch (InvalidOperationException)
        {
            return; // h5py crashed
        }

        Dictionary<string, string> right = theirs.Split('\n', StringSplitOptions.RemoveEmptyEntries).ToDictionary(static line => line[65..], static line => line[..64]);
        foreach (string line in read)
        {
            if (right.TryGetValue(line[65..], out string? hash) && hash != line[..64])
            {
                faults.Add($"mutant {mutant}: '{line[65..]}' differs from what h5py reads");
                Keep(path, mutant);
            }
        }
    }

    private static bool IsLibrarys(string path)
    {
        // The script runs in a process of its own; it fails only if that is killed by a signal.
        Task<bool> read = Task.Run(() =>
        {
            try
            {
                _ = Python.Run(ReadAll, path);
                return false;
            }
            catch (InvalidOperationException)
            {
                return true;
            }
        });
        return !read.Wait(TimeSpan.FromSeconds(30)) || read.Result;
    }

    private static void Keep(string path, int mutant)
    {
        if (Environment.GetEnvironmentVariable("SCHEMATOOLKIT_KEEP_MUTANTS") is { Length: > 0 } folder)
        {
            File.Copy(path, Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{mutant}.h5")), overwrite: true);
        }
    }

    private static Process Start() => ChildProgram.Start("fuzz", "-", inputToo: true, ("DOTNET_GCHeapHardLimit", "0x40000000"), ("DOTNET_DbgEnableMiniDump", "0"));

    private static List<string>? Answer(Process child)
    {
        var lines = new List<string>();
        Task<bool> reading = Task.Run(() =>
        {
            while (child.StandardOutput.ReadLine() is { } line)
            {
                if (line == FuzzProgram.End)
                {
                    return true;
                }

                lines.Add(line);
            }

            return false;
        });
        return reading.Wait(TimeSpan.FromSeconds(30)) && reading.Result ? lines : null;
    }

    private static byte[] Mutant(byte[][] files, int seed)
    {
        var random = new Random(seed);
        byte[] bytes = [.. files[random.Next(files.Length)]];
        ulong[] values = [0, 1, 2, 7, 8, 0x7f, 0xff, 0xffff, 0x7fffffff, 0x80000000, 0xffffffff, 0x100000000, long.MaxValue, 1UL << 63, ulong.MaxValue, (ulong)bytes.Length, (ulong)bytes.Length - 1, 100_000_000];
        for (int edits = random.Next(1, 5); edits > 0; edits--)
        {
            // Most bytes are zeros that nobody looks at.
            int at = random.Next(bytes.Length);
            for (int tries = 0; tries < 5 && bytes[at] == 0; tries++)
            {
                at = random.Next(bytes.Length);
            }

            switch (random.Next(7))
            {
                case 0: bytes[at] ^= (byte)(1 << random.Next(8)); break;
                case 1: bytes[at] = (byte)random.Next(256); break;
                case 2: bytes[at] += (byte)(random.Next(2) == 0 ? 1 : 255); break;
                case 3 when at + 8 <= bytes.Length: BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(at), values[random.Next(values.Length)]); break;
                case 4 when at + 4 <= bytes.Length: BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(at), (uint)values[random.Next(values.Length)]); break;
                case 5 when at + 16 <= bytes.Length: bytes.AsSpan(random.Next(bytes.Length - 16), 16).CopyTo(bytes.AsSpan(at)); break;
                case 6 when random.Next(10) == 0: bytes = bytes[..Math.Max(at, 600)]; break;
                default: bytes[at] = 0xff; break;
            }
        }

        return bytes;
    }

    private static byte[][] Originals(TempDirectory directory)
    {
        Python.Run("""
            from h5py import h5d, h5p, h5s, h5t
            site = np.dtype([('chr','S10'),('pos','<i4'),('pct','<f4'),('c','<i4'),('t','<i4')])
            rows = np.zeros(400, site); rows['chr'] = [b'chr%d' % (i % 22) for i in range(400)]; rows['pos'] = range(400); rows['t'] = 7
            os.chdir(sys.argv[1])
            for libver in 'earliest', 'latest':
                def new(name): return h5py.File(f'{libver}-{name}.h5', 'w', libver=libver)
                with new('plain') as f:
                    f['x'] = rows
                    f['g/y'] = rows[:50]
                    f['x'].attrs['text'] = 'größe'; f['x'].attrs['numbers'] = np.arange(5); f.attrs['fixed'] = np.bytes_('abc'); f['g'].attrs['flag'] = True
                with new('chunked') as f:
                    f.create_dataset('gzip', data=rows, chunks=(64,), compression='gzip', shuffle=True, fletcher32=True)
                    f.create_dataset('lzf', data=rows, chunks=(100,), compression='lzf')
                with new('filters') as f:
                    f.create_dataset('raw', data=rows, chunks=(64,), maxshape=(None,))
                    f.create_dataset('gzip', data=rows, chunks=(100,), compression='gzip', maxshape=(None,))
                    f.create_dataset('sum', data=rows, chunks=(400,), fletcher32=True)
                with new('types') as f:
                    inner = np.dtype([('a', 'i4'), ('b', 'f8', (2, 3))])
                    f['nested'] = np.zeros(20, [('chr', 'S10'), ('inner', inner, (2,)), ('e', h5py.enum_dtype({'A': 1, 'B': 2}, 'i2')), ('flag', '?'), ('c', 'c16'), ('t', 'i8'), ('pos', '>i4'), ('pct', 'f4')])
                    f['nested'].attrs['t.units'] = 'datetime64[s]'
                    f['text'] = np.array([('a', 1)] * 5, [('note', h5py.string_dtype()), ('pos', 'i4')])
                    compact = h5p.create(h5p.DATASET_CREATE); compact.set_layout(h5d.COMPACT)
                    h5py.Dataset(h5d.create(f.id, b'compact', h5t.py_create(site, logical=True), h5s.create_simple((50,)), compact))[:] = rows[:50]
                    f['wide'] = rows.astype([('chr', 'S5'), ('pos', 'i2'), ('pct', 'f2'), ('c', '>i4'), ('t', 'u1')])
            """, directory.Path);
        return [.. Directory.GetFiles(directory.Path, "*-*.h5").Order(StringComparer.Ordinal).Select(File.ReadAllBytes)];
    }
}
