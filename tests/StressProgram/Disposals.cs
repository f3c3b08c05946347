using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace StressProgram;

/// <summary>Owners that several threads dispose at once, twice each, while another uses them and one maps memory of the same size,
/// which may come to lie where the records were: it stays, and after a disposal nothing but
/// <see cref="ObjectDisposedException"/> comes of an owner.</summary>
internal static partial class Disposals
{
    private const int Rows = 20_000;
    private const int Maps = 20;
    private const int ReadAndWrite = 3;
    private const int PrivateAndAnonymous = 0x22;

    public static void Go(Run run)
    {
        string text = run["disposed.tsv"];
        string npy = run["disposed.npy"];
        CpgSite[] sites = Sites.Make(Rows);
        RecordText.Write(text, sites, TextOptions.Tsv);
        RecordNpy.Save(npy, sites);
        RecordWorkers<CpgSite> workers = Sites.StartWorker();
        run.Repeat(runner =>
        {
            string name = $"stress-{Environment.ProcessId}-{runner.Number}";
            int kind = runner.Random.Next(16);
            runner.Begin($"owner {kind}");
            switch (kind)
            {
                case 0:
                    LoadedRecords<CpgSite> loaded = Sites.LoadAsync(workers, text).GetAwaiter().GetResult();
                    Round(run, runner, loaded, () => loaded.Records.Length, () => loaded.Slice(1, 2).Length, () => Touch(in loaded[3]));
                    break;
                case < 4:
                    Round(run, runner, RecordText.LoadShared<CpgSite>(text, TextOptions.Tsv, kind == 1 ? null : name));
                    break;
                case < 6:
                    using (SharedRecords<CpgSite> held = RecordText.LoadShared<CpgSite>(text, TextOptions.Tsv, name))
                    {
                        Round(run, runner, SharedRecords.Open<CpgSite>(held.Reference));
                    }

                    break;
                case < 9:
                    SharedRecordArray<CpgSite> array = SharedRecords.CreateArray<CpgSite>(Rows, kind == 6 ? null : name);
                    Round(run, runner, array, () => array.Records.Length, () => array.Slice(1, 2).Length, () => Touch(in array[3]));
                    break;
                case < 10:
                    RecordMap<CpgSite> map = RecordNpy.Map<CpgSite>(npy);
                    Round(run, runner, map, () => map.Records.Length, () => map.Slice(1, 2).Length, () => Touch(in map[3]));
                    break;
                default:
                    RecordBuffer<CpgSite> buffer = RecordText.Load<CpgSite>(text, TextOptions.Tsv);
                    Round(run, runner, buffer, () => buffer.Records.Length, () => buffer.Slice(1, 2).Length);
                    break;
            }
        });
        workers.DisposeAsync().AsTask().Wait();
        Leaks.Check(run);
    }

    private static void Round(Run run, Runner runner, SharedRecords<CpgSite> shared)
        => Round(run, runner, shared, () => shared.Records.Length, () => shared.Slice(1, 2).Length, () => Touch(in shared[3]));

    private static void Round(Run run, Runner runner, IDisposable owner, params Func<int>[] uses)
    {
        int disposers = runner.Random.Next(1, 4);
        nint[] maps = new nint[Maps];
        using var start = new Barrier(disposers + 2);
        List<Thread> threads =
        [
            .. Enumerable.Range(0, disposers).Select(_ => At(() =>
            {
                owner.Dispose();
                owner.Dispose();
            })),
            At(() =>
            {
                while (uses.All(IsUsed))
                {
                }
            }),
            At(() =>
            {
                for (int i = 0; i < maps.Length; i++)
                {
                    maps[i] = Map(0, (nuint)(Rows * Unsafe.SizeOf<CpgSite>()), ReadAndWrite, PrivateAndAnonymous, -1, 0);
                    Bytes(maps[i]).Fill((byte)(i + 1));
                }
            }),
        ];
        foreach (Thread thread in threads)
        {
            thread.Join();
        }

        run.Check(!uses.Any(IsUsed), $"{owner.GetType().Name} can be used after Dispose");
        for (int i = 0; i < maps.Length; i++)
        {
            run.Check(!Bytes(maps[i]).ContainsAnyExcept((byte)(i + 1)), $"memory mapped after {owner.GetType().Name}.Dispose has changed");
            _ = Unmap(maps[i], (nuint)Bytes(maps[i]).Length);
        }

        run.Did(owner.GetType().Name);

        Thread At(Action work) => run.Start(
            () =>
            {
                start.SignalAndWait();
                work();
            },
            owner.GetType().Name.ToString);
    }

    private static bool IsUsed(Func<int> use)
    {
        try
        {
            return use() >= 0;
        }
        catch (ObjectDisposedException)
        {
            return false;
        }
    }

    // Where it is, not what it holds.
    private static int Touch(ref readonly CpgSite site) => Unsafe.IsNullRef(in site) ? 0 : 1;

    private static unsafe Span<byte> Bytes(nint map) => new((byte*)map, Rows * Unsafe.SizeOf<CpgSite>());

    [LibraryImport("libc", EntryPoint = "mmap")]
    private static partial nint Map(nint address, nuint length, int protection, int flags, int file, long offset);

    [LibraryImport("libc", EntryPoint = "munmap")]
    private static partial int Unmap(nint address, nuint length);
}
