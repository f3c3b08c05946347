using System.Globalization;
using Microsoft.Win32.SafeHandles;
using SchemaToolkit;

namespace SegmentProcess;

/// <summary>Segments of few names, created, opened and disposed by many processes until they are killed.</summary>
internal static class Churn
{
    private const int Names = 3;

    public static void Run(string prefix, int seed)
    {
        var random = new Random(seed);
        for (int round = 1; ; round++)
        {
            string name = prefix + random.Next(Names).ToString(CultureInfo.InvariantCulture);
            try
            {
                if (random.Next(2) == 0)
                {
                    Own(name, round, random);
                }
                else
                {
                    using SharedRecords<Site> seen = SharedRecords.Open<Site>(name);
                    MustBeWhole(seen);
                    Pause(random);
                    MustBeWhole(seen);
                }
            }
            catch (Exception e) when (e is SegmentNotFoundException or SegmentExistsException)
            {
                // Others have the name, or nobody has.
            }

            if (round % 10 == 0)
            {
                Console.WriteLine("round");
            }
        }
    }

    public static void Sabotage(string prefix)
    {
        while (true)
        {
            for (int i = 0; i < Names; i++)
            {
                SegmentName name = SegmentName.Of(prefix + i.ToString(CultureInfo.InvariantCulture));
                bool unheld = IsUnheld(name.Path);

                Thread.Sleep(1);
                try
                {
                    if (unheld)
                    {
                        File.Delete(name.Path);
                    }
                }
                catch (DirectoryNotFoundException)
                {
                    // It went with its last segment.
                }
            }
        }
    }

    /// <summary>Names its segments before they are complete.</summary>
    public static void PublishEarly(string prefix)
    {
        const int Rows = 1000;
        for (int i = 0; ; i = (i + 1) % Names)
        {
            SegmentName name = SegmentName.Of(prefix + i.ToString(CultureInfo.InvariantCulture));
            try
            {
                string draft = "";
                SafeFileHandle file;
                if (Portable.IsOn)
                {
                    (file, draft) = PortableSegments.Create(folder: null, isAnonymous: false);
                }
                else
                {
                    file = SegmentHold.CreateUnnamed(name.Origin);
                }

                SegmentFormat.Complete(file, Site.Schema, Rows, 0, name.Path);
                using IDisposable hold = Portable.IsOn ? PortableSegments.Link(file, draft, name) : SegmentHold.Link(file, name);
                Thread.Sleep(2);
                Site[] sites = new Site[Rows];
                Array.Fill(sites, new Site(name.Text[^1..], Rows, 0, 0, 0));
                ReadOnlySpan<byte> bytes = System.Runtime.InteropServices.MemoryMarshal.AsBytes(sites.AsSpan());
                FileBytes.Write(file, bytes, SegmentFormat.DataOffset(Site.Schema), name.Path);
            }
            catch (SegmentExistsException)
            {
                // Others have the name.
            }
        }
    }

    private static bool IsUnheld(string path)
    {
        if (!Portable.IsOn)
        {
            using SafeFileHandle file = NativeMethods.Open(path, NativeMethods.OpenCloseOnExec, 0);
            return file.IsInvalid || SegmentLocks.TryTake(file, NativeMethods.LockExclusive);
        }

        try
        {
            File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.None).Dispose();
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    private static void Own(string name, int round, Random random)
    {
        int rows = random.Next(1, 20_000);
        using SharedRecordWriter<Site> writer = SharedRecords.Create<Site>(name);
        for (int i = 0; i < rows; i++)
        {
            writer.Add(name[^1..], rows, 0, Environment.ProcessId, round);
        }

        using SharedRecords<Site> mine = writer.Publish();
        Pause(random);
        try
        {
            using SharedRecords<Site> seen = SharedRecords.Open<Site>(name);
            if (!seen.Records.SequenceEqual(mine.Records))
            {
                Console.WriteLine($"violation: {name} is another's while its owner lives");
            }
        }
        catch (SegmentNotFoundException)
        {
            Console.WriteLine($"violation: {name} is gone while its owner lives");
        }
    }

    private static void MustBeWhole(SharedRecords<Site> seen)
    {
        Site first = seen.Records[0];
        if (first.Pos != seen.Count || seen.Records.IndexOfAnyExcept(first) >= 0)
        {
            Console.WriteLine($"violation: {seen.Reference} is not whole");
        }
    }

    private static void Pause(Random random) => Thread.Sleep(random.Next(3));
}
