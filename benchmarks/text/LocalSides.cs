using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text;
using CsvHelper;
using nietras.SeparatedValues;

namespace SchemaToolkit.Benchmarks;

/// <summary>The sides that run in this process: the toolkit, and peers in .NET.</summary>
internal static class LocalSides
{
    public static Side Load<T>(string path, TextOptions options)
        where T : unmanaged, ISharedRecord<T>
        => new LocalSide<RecordBuffer<T>>(() => RecordText.Load<T>(path, options), static records => Content.Of(records.Records));

    /// <summary>Loads another table of as many rows, for its time.</summary>
    public static Side LoadAs<T, TOther>(string path, TextOptions options, string otherPath, TextOptions otherOptions)
        where T : unmanaged, ISharedRecord<T>
        where TOther : unmanaged, ISharedRecord<TOther>
        => new LocalSide<RecordBuffer<T>>(() => RecordText.Load<T>(path, options), _ => Content.OfFile<TOther>(otherPath, otherOptions));

    // Shared records stay after the load. The kernel frees their pages, one by one, when the last process closes them; that is
    // not part of loading.
    public static Side Share<T>(string path, TextOptions options)
        where T : unmanaged, ISharedRecord<T>
        => new LocalSide<SharedRecords<T>>(
            () => RecordText.LoadShared<T>(path, options),
            static records => Content.Of(records.Records),
            isReleaseTimed: false);

    /// <summary>Writes the records of one file to another, which is new each time.</summary>
    public static Side Write<T>(string path, string to, TextOptions options)
        where T : unmanaged, ISharedRecord<T>
    {
        T[] records = RecordText.Read<T>(path, options);
        return new LocalSide<string>(Write, file => Content.OfFile<T>(file, options), to);

        string Write()
        {
            RecordText.Write(to, records, options);
            return to;
        }
    }

    public static Side CsvHelper(string path)
    {
        return new LocalSide<List<Site>>(Read, static sites => Content.Of<Site>(CollectionsMarshal.AsSpan(sites)));

        List<Site> Read()
        {
            using CsvReader csv = CsvReader.FromFile(path, new CsvReaderOptions { Separator = '\t', HasHeader = false });
            var sites = new List<Site>();
            while (csv.Read())
            {
                sites.Add(new Site
                {
                    chr = csv.GetString(0),
                    pos = csv.Parse<int>(1),
                    pct = csv.Parse<float>(2),
                    c = csv.Parse<int>(3),
                    t = csv.Parse<int>(4),
                });
            }

            return sites;
        }
    }

    /// <summary>Sep, as its readme shows it, into the same struct.</summary>
    public static Side Sep(string path)
    {
        return new LocalSide<List<Site>>(Read, static sites => Content.Of<Site>(CollectionsMarshal.AsSpan(sites)));

        List<Site> Read()
        {
            using SepReader reader = nietras.SeparatedValues.Sep.New(',').Reader(static options => options with { HasHeader = false, Unescape = true }).FromFile(path);
            var sites = new List<Site>();
            Span<byte> text = stackalloc byte[10];
            foreach (SepReader.Row row in reader)
            {
                text.Clear();
                Encoding.UTF8.GetBytes(row[0].Span, text);
                sites.Add(new Site
                {
                    chr = MemoryMarshal.Read<S10>(text),
                    pos = row[1].Parse<int>(),
                    pct = row[2].Parse<float>(),
                    c = row[3].Parse<int>(),
                    t = row[4].Parse<int>(),
                });
            }

            return sites;
        }
    }

    /// <summary>Decompresses and discards the bytes: the least that reading the table with .NET's own stream can cost.</summary>
    public static Side GZipStream(string path)
    {
        return new LocalSide<bool>(Decompress, _ => new Content(Lines(), []));

        bool Decompress()
        {
            using var gzip = new GZipStream(File.OpenRead(path), CompressionMode.Decompress);
            gzip.CopyTo(Stream.Null);
            return true;
        }

        long Lines()
        {
            using var gzip = new GZipStream(File.OpenRead(path), CompressionMode.Decompress);
            byte[] buffer = new byte[1 << 16];
            long lines = 0;
            for (int length; (length = gzip.Read(buffer)) > 0;)
            {
                lines += buffer.AsSpan(0, length).Count((byte)'\n');
            }

            return lines;
        }
    }
}
