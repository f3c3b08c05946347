using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using SchemaToolkit;

namespace SegmentProcess;

/// <summary>What a process does that is killed or stopped at every step of it.</summary>
internal static class StepDeeds
{
    private const int Rows = 1000;

    /// <summary>Does it once.</summary>
    /// <param name="deed">What.</param>
    /// <param name="name">The name, or a reference, that it does it with.</param>
    /// <param name="folder">For files.</param>
    public static void Do(string deed, string name, string folder)
    {
        switch (deed)
        {
            case "publish" or "take-over":
                UseAndDispose(Publish(new SegmentOptions { Name = name }));
                break;
            case "anonymous":
                UseAndDispose(Publish(new SegmentOptions()));
                break;
            case "persistent":
                UseAndDispose(Publish(new SegmentOptions { Name = name, Lifetime = SegmentLifetime.Persistent }));
                SharedRecords.Delete(name);
                break;
            case "folder":
                UseAndDispose(Publish(new SegmentOptions { Name = name, Directory = folder }));
                break;
            case "alias":
                using (SharedRecordArray<Site> array = SharedRecords.CreateArray<Site>(Rows, name))
                using (array.AliasForPython(Path.GetFileName(folder) + name))
                {
                    array.Records.Fill(Row(Rows));
                }

                break;
            case "attach" or "attach-anonymous":
                UseAndDispose(SharedRecords.Open<Site>(name));
                break;
            case "reap":
                SharedRecords.Reap();
                break;
            case "produce":
                using (SharedRecordStreamWriter<Site> writer = SharedRecords.CreateStream<Site>(name, new StreamOptions { ChunkRows = Rows, MaxChunks = 2 }))
                {
                    for (int i = 0; i < 3 * Rows; i++)
                    {
                        writer.Add(Row(Rows));
                    }

                    writer.Complete();
                }

                break;
            case "consume":
                using (SharedRecordStream<Site> stream = SharedRecords.OpenStream<Site>(name))
                {
                    foreach (SharedRecords<Site> chunk in stream.ReadAllAsync().ToBlockingEnumerable())
                    {
                        UseAndDispose(chunk);
                    }
                }

                break;
            case "edit":
                using (RecordHdf5 file = RecordHdf5.Edit(FileOf(name, folder)))
                {
                    file.Write("more", Sites(Rows));
                    file.Complete();
                }

                break;
            case "append":
                using (Hdf5Appender<Site> appender = RecordHdf5.Append<Site>(FileOf(name, folder), "calls"))
                {
                    appender.Append(Sites(Rows));
                    appender.Flush();
                    appender.Append(Sites(Rows));
                }

                break;
            case "save":
                RecordNpy.Save(Path.Combine(folder, name + ".npy"), Sites(Rows));
                break;
            case "early":
                PublishEarly(SegmentName.Of(name));
                break;
            case "lock-file":
                // Others would see the lock; and nobody takes it away from one that was killed.
                File.WriteAllText(SegmentName.Of(name).Path + ".lock", "");
                UseAndDispose(Publish(new SegmentOptions { Name = name }));
                File.Delete(SegmentName.Of(name).Path + ".lock");
                break;
            case "careless":
                // Reaps by what the list said a moment ago, and so what others hold by now.
                File.Delete(SegmentName.Of(name).Path);
                SharedRecords.Reap();
                break;
            default:
                throw new ArgumentException(deed);
        }
    }

    /// <summary>A creator as one should not write it: names the segment first, and then fills it.</summary>
    public static void PublishEarly(SegmentName name)
    {
        (SafeFileHandle file, string draft) = Portable.IsOn
            ? PortableSegments.Create(folder: null, isAnonymous: false)
            : (SegmentHold.CreateUnnamed(name.Origin), "");
        SegmentFormat.Complete(file, Site.Schema, Rows, 0, name.Path);
        using IDisposable hold = Portable.IsOn ? PortableSegments.Link(file, draft, name) : SegmentHold.Link(file, name);
        ReadOnlySpan<byte> bytes = MemoryMarshal.AsBytes(Sites(Rows).AsSpan());
        FileBytes.Write(file, bytes, SegmentFormat.DataOffset(Site.Schema), name.Path);
    }

    /// <summary>Does it once where nobody looks, so that the runtime has what it needs.</summary>
    public static void Warm(string deed, string folder)
    {
        string name = $"warm-{Environment.ProcessId}";
        switch (deed)
        {
            case "attach" or "attach-anonymous":
                using (SharedRecords<Site> shared = Publish(new SegmentOptions { Name = deed == "attach" ? name : null }))
                {
                    Do(deed, shared.Reference, folder);
                }

                break;
            case "produce" or "consume":
                Task produce = Task.Run(() => Do("produce", name, folder));
                while (true)
                {
                    try
                    {
                        Do("consume", name, folder);
                        break;
                    }
                    catch (SegmentNotFoundException)
                    {
                        Thread.Sleep(1);
                    }
                }

                produce.Wait();
                break;
            case "edit" or "append":
                using (RecordHdf5 file = RecordHdf5.Create(FileOf(name, folder)))
                {
                    file.Complete();
                }

                Do(deed, name, folder);
                File.Delete(FileOf(name, folder));
                break;
            case "save":
                Do(deed, name, folder);
                File.Delete(Path.Combine(folder, name + ".npy"));
                break;
            case "lock-file" or "careless":
                Do("publish", name, folder);
                break;
            default:
                Do(deed, name, folder);
                break;
        }
    }

    /// <summary>The HDF5 file of a name.</summary>
    public static string FileOf(string name, string folder) => Path.Combine(folder, name + ".h5");

    /// <summary>Equal rows, each of which says how many there are.</summary>
    public static Site[] Sites(int count)
    {
        var sites = new Site[count];
        Array.Fill(sites, Row(count));
        return sites;
    }

    /// <summary>A complete segment of such rows.</summary>
    public static SharedRecords<Site> Publish(SegmentOptions options)
    {
        using SharedRecordWriter<Site> writer = SharedRecords.Create<Site>(options);
        writer.Add(Sites(Rows));
        return writer.Publish();
    }

    /// <summary>Throws if rows are missing or others.</summary>
    public static void MustBeWhole(ReadOnlySpan<Site> sites)
    {
        if (sites.IsEmpty || sites[0].Pos != sites.Length || sites.IndexOfAnyExcept(sites[0]) >= 0)
        {
            throw new InvalidOperationException($"violation: {sites.Length} rows are not whole");
        }
    }

    private static Site Row(int count) => new("chr1", count, 0, 0, 0);

    private static void UseAndDispose(SharedRecords<Site> shared)
    {
        using (shared)
        {
            MustBeWhole(shared.Records);
        }
    }
}
