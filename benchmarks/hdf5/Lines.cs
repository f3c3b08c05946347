namespace SchemaToolkit.Benchmarks;

/// <summary>What is compared, and the bars.</summary>
internal static class Lines
{
    private const int PageRows = 150;

    private static readonly Hdf5Options _deflate = new() { Deflate = 4, Shuffle = true };

    public static IEnumerable<Line> All(CpgSite[] sites, RecordBuffer<CpgSite> loaded)
    {
        var buffer = new CpgSite[sites.Length];
        void Write(string path, Hdf5Options? options = null)
        {
            using RecordHdf5 file = RecordHdf5.Create(path, Durability.Process);
            file.Write("x", loaded, options);
            file.Complete();
        }

        void WriteBatches(string path, int rows, Hdf5Options? options = null)
        {
            using RecordHdf5 file = RecordHdf5.Create(path, Durability.Process);
            file.Write("x", Batches(sites, rows), options);
            file.Complete();
        }

        void Append(string path, int rows)
        {
            using Hdf5Appender<CpgSite> appender = RecordHdf5.Append<CpgSite>(path, "x");
            foreach (ReadOnlyMemory<CpgSite> batch in Batches(sites, rows))
            {
                appender.Append(batch.Span);
            }
        }

        Action<string> block = path => Write(path);
        Action<string> packed = path => Write(path, _deflate);
        Action<string> checkedToo = path => Write(path, _deflate with { Fletcher32 = true });
        Action<string> readBuffer = path => Use(path, dataset => dataset.Read(0, buffer));
        Action<string> readColumn = path => Use(path, static dataset => dataset.ReadColumn<int>("pos"));
        Action<string> readAll = path => Use(path, static dataset => dataset.ReadAll());
        return
        [
            new("write, one block", "create_dataset(data=)", "write", 0.95, block),
            new("write, one block", "file.write(rows), no HDF5", "raw", 0.91, block),
            new("write, shuffle and deflate 4", "the same", "write-deflate", 4, packed) { IsCompressed = true },
            new("write, shuffle, deflate 4 and fletcher32", "the same", "write-fletcher", 3.5, checkedToo)
            {
                IsCompressed = true,
            },
            new("write, deflate 4 alone", "the same", "write-unshuffled", 0, path => Write(path, new Hdf5Options { Deflate = 4 }))
            {
                IsCompressed = true,
            },
            new("read into a buffer, one block", "read_direct", "read-direct", 0.95, readBuffer) { Source = block },
            new("map, and look at every page", "d[:]", "read", 5, path => Use(path, static dataset =>
            {
                using RecordMap<CpgSite> map = dataset.Map();
                int sum = 0;
                for (long i = 0; i < map.Count; i += PageRows)
                {
                    sum += map[i].Pos;
                }

                GC.KeepAlive(sum);
            })) { Source = block },
            new("map, and add a column", "d['pos'].sum()", "sum-column", 0, path => Use(path, static dataset =>
            {
                using RecordMap<CpgSite> map = dataset.Map();
                _ = map.Records.Columns.Pos.Sum();
            })) { Source = block },
            new("read, shuffle and deflate 4", "d[:]", "read", 5, readAll) { Source = packed },
            new("one column of one block", "d['pos']", "read-column", 2.2, readColumn) { Source = block },
            new("one column, shuffle and deflate 4", "d['pos']", "read-column", 3.5, readColumn) { Source = packed },
            new("read by 10,000, shuffle and deflate 4", "d[i:i+10000]", "read-batches", 3, path => Use(path, static dataset =>
            {
                foreach (ReadOnlyMemory<CpgSite> batch in dataset.ReadBatches(10_000))
                {
                    _ = batch.Length;
                }
            })) { Source = packed },
            new("write by 10,000, one block", "resize and d[i:j] = rows", "append-10000", 2, path => WriteBatches(path, 10_000)),
            new("write by 10,000, shuffle and deflate 4", "the same", "append-deflate", 3.3, path => WriteBatches(path, 10_000, _deflate))
            {
                IsCompressed = true,
            },
            new("write by 1,000, one block", "resize and d[i:j] = rows", "append-1000", 6, path => WriteBatches(path, 1_000)),
            new("Append by 10,000, safe from kill -9", "resize, d[i:j] = rows, not safe", "append-10000", 1.1, path => Append(path, 10_000)),
            new("Append by 1,000, safe from kill -9", "resize, d[i:j] = rows, not safe", "append-1000", 4, path => Append(path, 1_000)),
        ];
    }

    private static void Use(string path, Action<Hdf5Dataset<CpgSite>> action)
    {
        using RecordHdf5 file = RecordHdf5.OpenRead(path);
        using Hdf5Dataset<CpgSite> dataset = file.OpenDataset<CpgSite>("x");
        action(dataset);
    }

    private static IEnumerable<ReadOnlyMemory<CpgSite>> Batches(CpgSite[] sites, int rows)
    {
        for (int start = 0; start < sites.Length; start += rows)
        {
            yield return sites.AsMemory(start, Math.Min(rows, sites.Length - start));
        }
    }
}
