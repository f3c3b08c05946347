using System.Globalization;
using SchemaToolkit.Tests.Faults;

namespace SchemaToolkit.Tests.Hdf5;

/// <summary>Appends batches until it is killed, and says after each how many rows are safe.</summary>
internal static unsafe class AppendProgram
{
    /// <summary>The seed; then, if a call is to kill it, the batch from which on, the call's number, the argument and its least value.</summary>
    public const string Variable = "SCHEMATOOLKIT_TEST_APPEND";

    private const int MostBatches = 60;

    /// <summary>The row of a number.</summary>
    public static CpgSite Row(int i) => new($"chr{1 + (i % 22)}", i, i % 101 / 4f, i % 60, i % 7);

    public static Hdf5Options Options(int seed) => seed % 3 == 0
        ? new Hdf5Options { ChunkRows = 500 }
        : new Hdf5Options { ChunkRows = 500, Deflate = 4, Shuffle = seed % 3 == 1 };

    public static void Append(string path)
    {
        (Random random, int seed, uint[] kill) = Task();
        Hdf5Draft.StepBytes = seed % 2 == 0 ? Hdf5Draft.StepBytes : 1 << 14; // a copy grows beside the journal
        using Hdf5Appender<CpgSite> appender = RecordHdf5.Append<CpgSite>(path, "g/calls", Options(seed), seed % 5 == 0 ? Durability.PowerLoss : Durability.Process);
        Run(random, kill, (int)appender.Count, rows => appender.Append(rows), () =>
        {
            if (random.Next(4) == 0)
            {
                appender.Flush();
            }
        });
    }

    /// <summary>The usual way, which is not safe: the file is flushed after each batch.</summary>
    public static void Flush(string path)
    {
        (Random random, int seed, uint[] kill) = Task();
        var place = new Hdf5Place("Appending to", path, "g/calls");
        Hdf5Library.Load();
        Hdf5FileHandle file;
        Hdf5DatasetHandle dataset;
        using (Hdf5Gate.Enter())
        {
            file = H5F.Create(path, H5F.Truncate, Hdf5PropertyListHandle.Default, Hdf5PropertyListHandle.Default);
        }

        Hdf5DatasetWriter.CreateGrowing(file, "g/calls", CpgSite.Schema, Options(seed), place);
        using (Hdf5Gate.Enter())
        {
            dataset = place.Check(H5D.Open(file, "g/calls", Hdf5PropertyListHandle.Default));
        }

        long count = 0;
        Run(random, kill, 0, rows =>
        {
            using Lock.Scope gate = Hdf5Gate.Enter();
            place.Check(H5D.SetExtent(dataset, (ulong)(count + rows.Length)));
            using Hdf5TypeHandle type = place.Check(H5D.GetType(dataset));
            using Hdf5SpaceHandle fileSpace = place.Check(H5D.GetSpace(dataset));
            using Hdf5SpaceHandle memorySpace = place.Check(H5S.CreateSimple(1, (ulong)rows.Length));
            place.Check(H5S.SelectRows(fileSpace, (ulong)count, (ulong)rows.Length));
            fixed (CpgSite* first = rows)
            {
                place.Check(H5D.Write(dataset, type, memorySpace, fileSpace, Hdf5PropertyListHandle.Default, first));
            }

            place.Check(H5F.Flush(file, H5F.Global));
            count += rows.Length;
        }, () => { });
    }

    private static (Random Random, int Seed, uint[] Kill) Task()
    {
        string[] words = Environment.GetEnvironmentVariable(Variable)!.Split(' ');
        int seed = int.Parse(words[0], CultureInfo.InvariantCulture);
        return (new Random(seed), seed, [.. words.Skip(1).Select(static word => uint.Parse(word, CultureInfo.InvariantCulture))]);
    }

    private static void Run(Random random, uint[] kill, int at, Action<CpgSite[]> append, Action after)
    {
        for (int batch = 0; batch < MostBatches; batch++)
        {
            if (kill.Length > 0 && batch == kill[0])
            {
                RefusedCall.KillsThisProcess(kill[1], (int)kill[2], kill[3]);
            }

            int count = random.Next(1, 1500);
            append([.. Enumerable.Range(at, count).Select(Row)]);
            at += count;
            Console.WriteLine(at);
            after();
        }
    }
}
