using System.Globalization;
using SchemaToolkit;

namespace SegmentProcess;

/// <summary>What many processes do at once with the same few names until they are killed: each role is a thread. Says "violation: …" if
/// one sees what must not be.</summary>
internal static class Roles
{
    private const int MostRows = 5000;

    /// <summary>Plays roles for ever.</summary>
    /// <param name="roles">Their names, with commas.</param>
    /// <param name="folder">For segments in files, and for what <see cref="Reference"/> says.</param>
    /// <param name="seed">Of what is random.</param>
    public static void Play(string roles, string folder, int seed)
    {
        foreach (string role in roles.Split(','))
        {
            var random = new Random(seed++);
            new Thread(() => Play(role, folder, random)).Start();
        }

        Console.WriteLine("ready");
        Thread.Sleep(Timeout.Infinite);
    }

    /// <summary>The file that says the latest reference of memory without a name.</summary>
    public static string Reference(string folder) => Path.Combine(folder, "reference");

    private static void Play(string role, string folder, Random random)
    {
        while (true)
        {
            try
            {
                Once(role, folder, random);
            }
            catch (Exception e) when (e is SegmentNotFoundException or SegmentExistsException or RecordStreamException)
            {
                // Others have the name, or nobody has; or the other side was killed.
            }
            catch (Exception e)
            {
                Console.WriteLine($"violation: {role}: {e.ToString().ReplaceLineEndings(" | ")}");
            }
        }
    }

    private static void Once(string role, string folder, Random random)
    {
        switch (role)
        {
            case "named":
                Own(new SegmentOptions { Name = $"named{random.Next(2)}" }, random);
                break;
            case "folder":
                Own(new SegmentOptions { Name = "filed", Directory = folder }, random);
                break;
            case "persistent":
                using (SharedRecords<Site> kept = Publish(new SegmentOptions { Name = "kept", Lifetime = SegmentLifetime.Persistent }, random))
                {
                    Pause(random);
                }

                Pause(random);
                SharedRecords.Delete("kept");
                break;
            case "anonymous":
                using (SharedRecords<Site> unnamed = Publish(new SegmentOptions(), random))
                {
                    File.WriteAllText(Reference(folder) + ".new", unnamed.Reference);
                    File.Move(Reference(folder) + ".new", Reference(folder), overwrite: true);
                    Pause(random);
                    Pause(random);
                }

                break;
            case "attach":
                string reference = random.Next(5) switch
                {
                    0 => "kept",
                    1 => Path.Combine(folder, "filed.npy"),
                    2 when File.Exists(Reference(folder)) => File.ReadAllText(Reference(folder)),
                    _ => $"named{random.Next(2)}",
                };
                using (SharedRecords<Site> seen = SharedRecords.Open<Site>(reference))
                {
                    StepDeeds.MustBeWhole(seen.Records);
                    Pause(random);
                    StepDeeds.MustBeWhole(seen.Records);
                }

                break;
            case "reap":
                SharedRecords.Reap();
                _ = SharedRecords.List(folder);
                Pause(random);
                break;
            case "produce":
                using (SharedRecordStreamWriter<Site> writer = SharedRecords.CreateStream<Site>("stream", new StreamOptions { ChunkRows = 500, MaxChunks = 2 }))
                {
                    for (int i = 0; i < 20; i++)
                    {
                        writer.Add(StepDeeds.Sites(500));
                    }

                    writer.Complete();
                }

                break;
            case "consume":
                using (SharedRecordStream<Site> stream = SharedRecords.OpenStream<Site>("stream"))
                {
                    int chunks = 0;
                    foreach (SharedRecords<Site> chunk in stream.ReadAllAsync().ToBlockingEnumerable())
                    {
                        using (chunk)
                        {
                            StepDeeds.MustBeWhole(chunk.Records);
                            chunks++;
                        }
                    }

                    Must(chunks == 20, $"the stream ended after {chunks} chunks");
                }

                break;
            default:
                throw new ArgumentException(role);
        }
    }

    /// <summary>While its owner lives, a name is its segment's.</summary>
    private static void Own(SegmentOptions options, Random random)
    {
        using SharedRecords<Site> mine = Publish(options, random);
        Pause(random);
        try
        {
            using SharedRecords<Site> seen = SharedRecords.Open<Site>(options.Directory is null ? options.Name! : mine.Reference);
            Must(seen.Records.SequenceEqual(mine.Records), $"{options.Name} is another's while its owner lives");
        }
        catch (SegmentNotFoundException e)
        {
            Must(false, $"{options.Name} is gone while its owner lives: {e.Message}");
        }
    }

    private static SharedRecords<Site> Publish(SegmentOptions options, Random random)
    {
        Site[] sites = StepDeeds.Sites(random.Next(1, MostRows));
        int round = random.Next();
        for (int i = 0; i < sites.Length; i++)
        {
            (sites[i].C, sites[i].T) = (Environment.ProcessId, round);
        }

        using SharedRecordWriter<Site> writer = SharedRecords.Create<Site>(options);
        writer.Add(sites);
        Pause(random);
        return writer.Publish();
    }

    private static void Must(bool isSo, string otherwise)
    {
        if (!isSo)
        {
            throw new InvalidOperationException(otherwise);
        }
    }

    private static void Pause(Random random) => Thread.Sleep(random.Next(3));
}
