using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using System.Text;
using SchemaToolkit.Tests.SharedMemory;
using SchemaToolkit.Tests.Support;

namespace SchemaToolkit.Tests.Text;

/// <summary>Wherever the text comes from, the records are the same.</summary>
public class SourceTests
{
    private static readonly Station[] _rows = [.. Enumerable.Range(0, 3000).Select(static i => new Station($"s{i % 50}", i, i / 4.0))];
    private static readonly byte[] _text = Encoding.UTF8.GetBytes(string.Concat(_rows.Select(static row => FormattableString.Invariant($"{row.Name} {row.Height} {row.Value}\n"))));

    [Fact]
    public void AFileIsClosedThoughThereIsNoMemoryForItsText()
    {
        using var directory = new TempDirectory();
        string path = directory.Write("a.txt", "a 1 2\n");
        using (FileStream file = File.OpenWrite(path))
        {
            file.SetLength(3L << 30); // without its bytes
        }

        Assert.Throws<OutOfMemoryException>(() => RecordText.Read<Station>(path, new TextOptions { BufferSize = int.MaxValue }));
        Assert.DoesNotContain(Directory.GetFiles("/proc/self/fd"), entry => new FileInfo(entry).LinkTarget == path);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(4096)]
    public async Task APipeIsATable(int piece)
    {
        foreach (bool isAsync in (bool[])[true, false])
        {
            var pipe = new Pipe();
            Task writing = Task.Run(async () =>
            {
                for (int i = 0; i < _text.Length; i += piece)
                {
                    await pipe.Writer.WriteAsync(_text.AsMemory(i, Math.Min(piece, _text.Length - i)));
                }

                await pipe.Writer.CompleteAsync();
            });
            Assert.Equal(_rows, isAsync ? await EveryWay.ReadBatches<Station>(pipe.Reader, TextOptions.Whitespace) : await Task.Run(() => RecordText.Read<Station>(pipe.Reader)));
            await writing;
            await pipe.Reader.CompleteAsync();
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(1000)]
    public async Task BuffersAreATable(int piece)
    {
        Assert.Equal(_rows, RecordText.Read<Station>(Sequence(_text, piece)));
        Assert.Equal(_rows, await EveryWay.ReadBatches<Station>(Sequence(_text, piece), TextOptions.Whitespace));
        Assert.Equal(_rows, RecordText.Read<Station>(TextSource.FromBuffers(Buffers(_text, piece, null))));
        Assert.Equal(_rows, await EveryWay.ReadBatches<Station>(TextSource.FromBuffers(Buffers(_text, piece, null)), TextOptions.Whitespace));
        Assert.Equal(_rows, RecordText.Read<Station>(Sequence(GzipFile.Compress(_text), piece)));
        using SharedRecords<Station> shared = RecordText.LoadShared<Station>(Sequence(_text, piece), null, null, null);
        Assert.Equal(_rows, shared.Records.ToArray());
    }

    [Fact]
    public void BuffersAreGivenBackAfterAnError()
    {
        var isDisposed = new StrongBox<bool>();
        Assert.Throws<RecordTextException>(() => RecordText.Read<Station>(TextSource.FromBuffers(Buffers("a b c\nx y z\n"u8.ToArray(), 2, isDisposed))));
        Assert.True(isDisposed.Value);
    }

    [Fact]
    public void BuffersAreMadeByTheThreadThatWaits()
    {
        // As in a program with windows: what is posted to the context is run when this thread waits no more.
        Station[]? rows = null;
        SynchronizationContext? after = null;
        var reading = new Thread(() =>
        {
            SynchronizationContext.SetSynchronizationContext(new NobodyContext());
            rows = RecordText.Read<Station>(TextSource.FromBuffers(Buffers(_text, 97, null)));
            after = SynchronizationContext.Current;
        })
        {
            IsBackground = true,
        };
        reading.Start();
        Assert.True(reading.Join(TimeSpan.FromSeconds(60)));
        Assert.Equal(_rows, rows);
        Assert.IsType<NobodyContext>(after);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task BuffersAreGivenBackWithoutBlocking(bool isAtEnd)
    {
        var isGivenBack = new TaskCompletionSource();
        TextOptions options = TextOptions.Whitespace with { BufferSize = 1000, MaxRows = 1 };
        IAsyncEnumerator<ReadOnlyMemory<Station>> batches = RecordText.ReadBatchesAsync<Station>(TextSource.FromBuffers(Late()), options).GetAsyncEnumerator();
        try
        {
            Assert.True(await batches.MoveNextAsync());
            Task ending = await Task.Factory.StartNew(() => isAtEnd ? batches.MoveNextAsync().AsTask() : batches.DisposeAsync().AsTask())
                .WaitAsync(TimeSpan.FromSeconds(60));
            Assert.False(ending.IsCompleted);
            isGivenBack.SetResult();
            await ending;
        }
        finally
        {
            isGivenBack.TrySetResult();
        }

        async IAsyncEnumerable<ReadOnlyMemory<byte>> Late()
        {
            try
            {
                yield return _text;
            }
            finally
            {
                await isGivenBack.Task;
            }
        }
    }

    [Fact]
    public void SeveralFilesAreOneTable()
    {
        using var directory = new TempDirectory();
        Directory.CreateDirectory(directory["one/deep"]);
        Directory.CreateDirectory(directory["two"]);
        const string Header = "height,name,value\n";
        string b = directory.Write("one/b.csv", $"{Header}2,b,2\n");
        string a = directory.Write("one/a.csv", "name,height,value\na,1,1");
        string d = directory.Write("one/deep/d.csv", $"{Header}4,d,4\n");
        string c = directory.Write("two/c.csv", $"{Header}3,c,3\n5,c2,5\n");
        directory.Write("one/.hidden.csv", "not a table");
        Directory.CreateSymbolicLink(directory["one/deep/round"], directory.Path);
        directory.Write("one/B.txt", "not a table");
        TextOptions options = TextOptions.Csv with { Header = HeaderMode.MapByName };
        Assert.Equal("b a c c2", Names(TextSource.FromFiles(b, a, c)));
        Assert.Equal("a b", Names(TextSource.FromFiles(directory["one/*.csv"])));
        Assert.Equal("a b c c2", Names(TextSource.FromFiles(directory["*/?.csv"])));
        Assert.Equal("a b d c c2", Names(TextSource.FromFiles(directory["**/*.csv"])));
        Assert.Equal("d a b", Names(TextSource.FromFiles(d, directory["one/[ab]*.csv"].Replace("[ab]", ""))));
        Assert.Equal("a b c", Names(TextSource.FromFiles(directory["*/*.csv"]), options with { MaxRows = 3 }));

        // A file of such a name is no pattern.
        string star = directory.Write("one/*.csv", $"{Header}9,star,9\n");
        Assert.Equal("star", Names(TextSource.FromFiles(star)));
        Assert.Contains("*.tsv", Assert.Throws<FileNotFoundException>(() => Names(TextSource.FromFiles(directory["one/*.tsv"]))).Message);
        Assert.Throws<FileNotFoundException>(() => Names(TextSource.FromFiles(a, directory["nothing"])));
        Assert.Equal("", Names(TextSource.FromFiles()));

        string Names(TextSource source, TextOptions? other = null)
            => string.Join(' ', RecordText.Read<Station>(source, other ?? options).Select(static row => row.Name.ToString()));
    }

    [Fact]
    public void ErrorsAndProgressAreOfTheFile()
    {
        using var directory = new TempDirectory();
        string first = directory.Write("1.txt", "a 1 1\n\nb 2 2\n");
        string second = directory.Write("2.txt", "c 3 3\nd x 4\n");
        string third = directory.Write("3.txt", "e 5 5\n");
        TextSource all = TextSource.FromFiles(directory["*.txt"]);
        RecordTextException error = Assert.Throws<RecordTextException>(() => RecordText.Read<Station>(all));
        Assert.Equal((second, 2, 1), (error.Path, error.LineNumber, error.RowNumber));
        var progress = new List<TextProgress>();
        using RecordBuffer<Station> records = RecordText.Load<Station>(all, new TextOptions { ErrorPolicy = ErrorPolicy.Skip }, new Progress(progress));
        Assert.Equal(4, records.Count);
        Assert.Equal((4, 1), (records.Report.Rows, records.Report.SkippedLines));
        Assert.Equal(second, records.Report.Errors[0].Path);
        long total = new[] { first, second, third }.Sum(static path => new FileInfo(path).Length);
        Assert.Equal(new TextProgress(total, total, 4), progress[^1]);
        Assert.Equal(progress.Select(static p => p.Bytes).Order(), progress.Select(static p => p.Bytes));
    }

    [Fact]
    public void ADashIsTheStandardInput()
    {
        Assert.True(TextSource.StandardInput.Parts()[0].IsStandardInput);
        Assert.True(TextSource.FromFile("-").Parts()[0].IsStandardInput);
        Assert.True(TextSource.FromFiles("a", "-").Parts()[1].IsStandardInput);
        Assert.False(TextSource.FromFile("./-").Parts()[0].IsStandardInput);
    }

    [Theory]
    [InlineData("array", "-")]
    [InlineData("load", "-")]
    [InlineData("shared", "-")]
    [InlineData("batches", "-")]
    [InlineData("array", "input")]
    public void ATableComesFromAnotherProgram(string way, string source)
    {
        byte[] table = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Range(0, 20_000).Select(static i => $"chr{i % 22}\t{i}\t0.5\t{i % 7}\t{i % 5}\n")));
        string expected = way == "shared" ? "20000 19999" : $"20000 {Enumerable.Range(0, 20_000).Sum()}";
        Assert.Equal(expected, Read(table, 1_000));
        Assert.Equal(expected, Read(GzipFile.Compress(table), 700));
        Assert.Equal(expected, Read([.. GzipFile.Bgzf(table, 60_000), .. GzipFile.BgzfEnd], 10_000));
        Assert.Equal("1 7", Read("chr1\t7\t0\t0\t0"u8.ToArray(), 3));
        Assert.StartsWith("RecordTextException line 20001", Read([.. table, .. "chr1\tx\t0\t0\t0\n"u8], 10_000));

        string Read(byte[] input, int piece)
        {
            using var child = new Child("read", way, source);
            child.Give(input, piece);
            return child.ReadLine();
        }
    }

    private static async IAsyncEnumerable<ReadOnlyMemory<byte>> Buffers(byte[] text, int piece, StrongBox<bool>? isDisposed)
    {
        try
        {
            for (int i = 0; i < text.Length; i += piece)
            {
                if (i % 97 == 0)
                {
                    await Task.Yield();
                    yield return default;
                }

                yield return text.AsMemory(i, Math.Min(piece, text.Length - i));
            }
        }
        finally
        {
            if (isDisposed is not null)
            {
                isDisposed.Value = true;
            }
        }
    }

    private static ReadOnlySequence<byte> Sequence(byte[] text, int piece)
    {
        var first = new Segment(text.AsMemory(0, piece), 0);
        Segment last = first;
        for (int i = piece; i < text.Length; i += piece)
        {
            last = last.Append(text.AsMemory(i, Math.Min(piece, text.Length - i)));
        }

        return new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length);
    }

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        public Segment(ReadOnlyMemory<byte> memory, long start)
        {
            Memory = memory;
            RunningIndex = start;
        }

        public Segment Append(ReadOnlyMemory<byte> memory)
        {
            var next = new Segment(memory, RunningIndex + Memory.Length);
            Next = next;
            return next;
        }
    }

    private sealed class Progress(List<TextProgress> all) : IProgress<TextProgress>
    {
        public void Report(TextProgress value) => all.Add(value);
    }

    /// <summary>What is posted here is never run.</summary>
    private sealed class NobodyContext : SynchronizationContext
    {
        public override void Post(SendOrPostCallback d, object? state)
        {
        }
    }
}
