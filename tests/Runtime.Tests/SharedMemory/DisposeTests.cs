using System.Collections.Concurrent;
using SchemaToolkit.Tests.Support;

namespace SchemaToolkit.Tests.SharedMemory;

/// <summary>Dispose by several threads, and again: what is let go of is let go of once.</summary>
public class DisposeTests
{
    private const int Rounds = 300;

    [Fact]
    public void SegmentsWithAName()
    {
        string name = Segments.NewName();
        InRounds(() => [Segments.Publish(Segments.Sites(1), name), SharedRecords.Open<CpgSite>(name)]);
        Assert.Empty(Segments.Files(name));
    }

    [Fact]
    public void ArraysWithAName()
    {
        string name = Segments.NewName();
        InRounds(() => [SharedRecords.CreateArray<CpgSite>(1, name), SharedRecords.OpenArray<CpgSite>(name)]);
        Assert.Empty(Segments.Files(name));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Writers(bool named)
    {
        string? name = Segments.NewName(named);
        InRounds(() =>
        {
            SharedRecordWriter<CpgSite> writer = SharedRecords.Create<CpgSite>(name);
            writer.Add(Segments.Sites(5));
            return [writer];
        }, static owner =>
        {
            var writer = (SharedRecordWriter<CpgSite>)owner;
            Assert.Equal(5, writer.Count);
            Assert.Throws<ObjectDisposedException>(() => writer.Publish());
        });
    }

    /// <summary>Either the segment is there, or it never was; and what is there is held.</summary>
    [Fact]
    public void AWriterThatIsBeingPublished()
    {
        string name = Segments.NewName();
        for (int round = 0; round < Rounds; round++)
        {
            using SharedRecordWriter<CpgSite> writer = SharedRecords.Create<CpgSite>(name);
            var dispose = new Thread(writer.Dispose);
            dispose.Start();
            try
            {
                using SharedRecords<CpgSite> segment = writer.Publish();
                dispose.Join();
                Assert.Throws<SegmentExistsException>(() => SharedRecords.Create<CpgSite>(name));
            }
            catch (ObjectDisposedException)
            {
            }

            dispose.Join();
            Assert.Empty(Segments.Files(name));
        }
    }

    [Fact]
    public void Hdf5Files()
    {
        using var directory = new TempDirectory();
        using (RecordHdf5 file = RecordHdf5.Create(directory["a.h5"]))
        {
            file.Write("sites", Segments.Sites(10));
            file.Complete();
        }

        InRounds(() =>
        {
            RecordHdf5 read = RecordHdf5.OpenRead(directory["a.h5"]);
            RecordHdf5 written = RecordHdf5.Create(directory["b.h5"]);
            written.Write("sites", Segments.Sites(10));
            RecordHdf5 complete = RecordHdf5.Create(directory["c.h5"]);
            complete.Write("sites", Segments.Sites(10));
            complete.Complete();
            return [read.OpenDataset<CpgSite>("sites"), read, written, complete];
        });
        Assert.Equal([directory["a.h5"], directory["c.h5"]], Directory.GetFileSystemEntries(directory.Path).Order());
        Assert.DoesNotContain(Directory.GetFiles("/proc/self/fd"), entry => new FileInfo(entry).LinkTarget?.StartsWith(directory.Path, StringComparison.Ordinal) == true);
    }

    /// <summary>Disposes each of the owners by some threads at the same moment, and once more.</summary>
    private static void InRounds(Func<IDisposable[]> create, Action<IDisposable>? then = null)
    {
        const int Threads = 3;
        for (int round = 0; round < Rounds; round++)
        {
            IDisposable[] owners = create();
            var failures = new ConcurrentQueue<Exception>();
            using var start = new Barrier(Threads);
            Thread[] threads = [.. Enumerable.Range(0, Threads).Select(_ => new Thread(() =>
            {
                start.SignalAndWait();
                foreach (IDisposable owner in owners)
                {
                    if (Record.Exception(owner.Dispose) is { } failure)
                    {
                        failures.Enqueue(failure);
                    }
                }
            }))];
            Array.ForEach(threads, static thread => thread.Start());
            Array.ForEach(threads, static thread => thread.Join());
            Assert.Empty(failures);
            foreach (IDisposable owner in owners)
            {
                owner.Dispose();
                then?.Invoke(owner);
            }
        }
    }
}
