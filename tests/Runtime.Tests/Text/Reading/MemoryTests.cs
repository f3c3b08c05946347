using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using SchemaToolkit.Tests.SharedMemory;
using SchemaToolkit.Tests.Support;

namespace SchemaToolkit.Tests.Text;

/// <summary>What reading a table costs a process that does nothing else: beside the result a fixed amount of memory,
/// whatever the table's size.</summary>
public sealed class MemoryTests(MemoryTests.Tables tables) : IClassFixture<MemoryTests.Tables>
{
    private const int MostBytes = 64 << 20;

    /// <summary>All that the process holds at its highest (VmHWM) above what it held before its first read: private memory,
    /// and what there is of mapped files and shared memory besides. No sampling, so nothing is missed.</summary>
    [Theory]
    [InlineData("load", 1)]
    [InlineData("load", 2)]
    [InlineData("array", 2)]
    [InlineData("shared", 1)]
    [InlineData("shared", 2)]
    [InlineData("shared", 16)]
    [InlineData("batches", 1)]
    [InlineData("batches", 2)]
    [InlineData("batches", 16)]
    public void TheSizeOfATableCostsNothing(string way, int threads)
    {
        using var child = new Child(["memory", way, threads.ToString(CultureInfo.InvariantCulture), .. tables.Paths]);
        foreach (string path in tables.Paths)
        {
            string[] answer = child.ReadLine().Split(' ');
            long rows = tables.RowsOf(path);
            Assert.Equal(rows, long.Parse(answer[1], CultureInfo.InvariantCulture));
            long result = way is "load" or "array" ? rows * Unsafe.SizeOf<CpgSite>() : 0;
            Assert.True(long.Parse(answer[0], CultureInfo.InvariantCulture) * 1024 <= MostBytes + result, $"{path}: {answer[0]} KiB, {result >> 10} of them the result");
        }
    }

    /// <summary>A plain table of 150 MB, and compressed ones of 75 MB of text: gzip, BGZF, and BGZF of rows that are all the
    /// same.</summary>
    public sealed class Tables : IDisposable
    {
        private const int BlockRows = 40_000;
        private readonly TempDirectory _directory = new();
        private readonly Dictionary<string, long> _rows = [];

        public Tables()
        {
            var random = new Random(1);
            byte[] block = Block(() => FormattableString.Invariant($"chr{random.Next(1, 23)}\t{random.Next(1 << 27)}\t{random.NextDouble() * 100:F4}\t{random.Next(60)}\t{random.Next(60)}\n"));
            byte[] same = Block(() => "chr1\t1000000\t50.0000\t10\t10\n");
            Write("plain", block, 150, []);
            Write("gz", GzipFile.Compress(block), 75, []);
            Write("bgz", GzipFile.Bgzf(block, 65_280), 75, GzipFile.BgzfEnd);
            Write("dense.bgz", GzipFile.Bgzf(same, 65_280), 75, GzipFile.BgzfEnd);
        }

        public string[] Paths => [.. _rows.Keys];

        public long RowsOf(string path) => _rows[path];

        public void Dispose() => _directory.Dispose();

        private static byte[] Block(Func<string> row)
        {
            var text = new StringBuilder();
            for (int i = 0; i < BlockRows; i++)
            {
                text.Append(row());
            }

            return Encoding.ASCII.GetBytes(text.ToString());
        }

        // (A block of rows is somewhat more than 1 MB.)
        private void Write(string name, byte[] block, int times, byte[] end)
        {
            using FileStream file = File.Create(_directory[name]);
            for (int i = 0; i < times; i++)
            {
                file.Write(block);
            }

            file.Write(end);
            _rows.Add(file.Name, (long)BlockRows * times);
        }
    }
}
