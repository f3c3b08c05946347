using System.Collections.Concurrent;
using Microsoft.Win32.SafeHandles;
using SchemaToolkit;

namespace SegmentProcess;

/// <summary>
/// A process that others live beside: it prepares what they need, uses the same names while they are stopped, and looks at what they
/// leave when they are killed. One command a line, one answer a line; an answer that begins with "violation" says what must not be.
/// </summary>
internal sealed class Others(string folder)
{
    private readonly Dictionary<string, IDisposable> _held = [];
    private readonly Dictionary<string, Task<string>> _sides = [];
    private readonly ConcurrentDictionary<string, bool> _killed = [];

    /// <summary>Does what it is told until its input ends.</summary>
    public static void Run(string folder)
    {
        var others = new Others(folder);
        while (Console.ReadLine() is { } line)
        {
            string[] words = line.Split(' ');
            string said;
            try
            {
                said = words[0] switch
                {
                    "prepare" => others.Prepare(words[1], words[2]),
                    "look" => others.Look(words[1], words[2]),
                    "settle" => others.Settle(),
                    "after" => others.After(words[1], words[2]),
                    _ => throw new ArgumentException(line),
                };
            }
            catch (Exception e)
            {
                said = $"violation: {e}";
            }

            Console.WriteLine(said.ReplaceLineEndings(" | "));
        }
    }

    /// <returns>What the deed is done with.</returns>
    private string Prepare(string deed, string name)
    {
        switch (deed)
        {
            case "attach" or "careless":
                _held[name] = StepDeeds.Publish(new SegmentOptions { Name = name });
                break;
            case "attach-anonymous":
                SharedRecords<Site> unnamed = StepDeeds.Publish(new SegmentOptions());
                _held[name] = unnamed;
                return unnamed.Reference;
            case "take-over":
                // As when the owner was killed while another reads.
                _held[name] = Abandon(name, isHeld: true)!;
                break;
            case "lock-file":
                _held[name] = StepDeeds.Publish(new SegmentOptions { Name = name + "-held" });
                break;
            case "reap":
                for (int i = 0; i < 3; i++)
                {
                    Abandon($"{name}-{i}", isHeld: false);
                }

                break;
            case "produce":
                _sides[name] = Task.Run(() => ReadStream(name));
                break;
            case "consume":
                SharedRecordStreamWriter<Site> writer = SharedRecords.CreateStream<Site>(name, new StreamOptions { ChunkRows = 1000, MaxChunks = 2 });
                _sides[name] = Task.Run(() => WriteStream(writer));
                break;
            case "edit" or "append":
                using (RecordHdf5 file = RecordHdf5.Create(StepDeeds.FileOf(name, folder)))
                {
                    file.Write("first", StepDeeds.Sites(10));
                    file.Complete();
                }

                break;
        }

        return name;
    }

    /// <summary>What this process can do while the other is stopped: all of it, or it says why not, specifically.</summary>
    private string Look(string deed, string name)
    {
        switch (deed)
        {
            case "edit" or "append":
                string path = StepDeeds.FileOf(name, folder);
                Try(() => MustBeWhole(path));
                Try(() => AddTo(path, $"other{Guid.NewGuid():N}"));
                break;
            case "save":
                RecordNpy.Save(Path.Combine(folder, name + ".npy"), StepDeeds.Sites(50));
                break;
            case "produce":
                Try(() => SharedRecords.CreateStream<Site>(name).Dispose());
                break;
            default:
                Try(() => OpenAndCheck(name, deed));
                Try(() => StepDeeds.Publish(new SegmentOptions { Name = name }).Dispose());
                Try(() => StepDeeds.Publish(new SegmentOptions { Name = name, Directory = folder }).Dispose());
                break;
        }

        // Another name is nobody's affair.
        using (SharedRecords<Site> other = StepDeeds.Publish(new SegmentOptions { Name = name + "-other" }))
        {
            OpenAndCheck(name + "-other");
        }

        StepDeeds.Publish(new SegmentOptions()).Dispose();
        _ = SharedRecords.List();
        _ = SharedRecords.Reap();
        return "ok";
    }

    /// <summary>What is left when the other is gone: nothing, and nothing is in the way.</summary>
    private string After(string deed, string name)
    {
        string path = StepDeeds.FileOf(name, folder);
        if (deed is "edit" or "append")
        {
            MustBeWhole(path);
            AddTo(path, "after");
            MustBeWhole(path);
            File.Delete(path);
        }
        else if (deed == "save")
        {
            string file = Path.Combine(folder, name + ".npy");
            if (File.Exists(file))
            {
                StepDeeds.MustBeWhole(RecordNpy.Load<Site>(file));
            }

            RecordNpy.Save(file, StepDeeds.Sites(20));
            StepDeeds.MustBeWhole(RecordNpy.Load<Site>(file));
            File.Delete(file);
        }
        else if (_sides.Remove(name, out Task<string>? side))
        {
            _killed[name] = true;
            if (deed == "consume")
            {
                // It has not come at all, perhaps: then another may.
                Try(() => StepDeeds.Do(deed, name, folder));
            }

            // The other side has ended as well, and says how.
            string end = side.Wait(TimeSpan.FromSeconds(30)) ? side.Result : "violation: the other side of the stream hangs";
            if (end.StartsWith("violation", StringComparison.Ordinal))
            {
                return end;
            }

            SharedRecords.CreateStream<Site>(name).Dispose();
        }
        else
        {
            AfterSegment(deed, name);
        }

        return Left(name) is { Length: > 0 } left ? $"violation: left is {left}" : "ok";
    }

    private void AfterSegment(string deed, string name)
    {
        if (_held.Remove(name, out IDisposable? held))
        {
            if (held is SharedRecords<Site> shared)
            {
                StepDeeds.MustBeWhole(shared.Records);
                OpenAndCheck(shared.Reference);
            }

            held.Dispose();
        }

        bool isThere = true;
        try
        {
            OpenAndCheck(name, deed);
        }
        catch (SegmentNotFoundException)
        {
            isThere = false;
        }

        if (isThere && deed == "persistent")
        {
            SharedRecords.Delete(name);
        }

        // The name is free, also in the directory.
        StepDeeds.Publish(new SegmentOptions { Name = name }).Dispose();
        StepDeeds.Publish(new SegmentOptions { Name = name, Directory = folder }).Dispose();
    }

    /// <summary>The same after <see cref="Roles"/>.</summary>
    private string Settle()
    {
        if (SharedRecords.List().Any(static segment => segment.Name == "kept"))
        {
            OpenAndCheck("kept");
            SharedRecords.Delete("kept");
        }

        foreach (string name in new[] { "named0", "named1", "kept" })
        {
            StepDeeds.Publish(new SegmentOptions { Name = name }).Dispose();
        }

        StepDeeds.Publish(new SegmentOptions { Name = "filed", Directory = folder }).Dispose();
        SharedRecords.CreateStream<Site>("stream").Dispose();
        File.Delete(Roles.Reference(folder));
        File.Delete(Roles.Reference(folder) + ".new");
        return SharedRecords.List().FirstOrDefault(static segment => segment.Name is not null) is { } segment ? $"violation: {segment} is there"
            : Left("") is { Length: > 0 } left ? $"violation: left is {left}"
            : "ok";
    }

    private string Left(string name)
    {
        SharedRecords.Reap();
        return string.Join(
            ", ",
            [
                .. SegmentFiles(name),
                .. Directory.GetFileSystemEntries(folder).Where(static path => !IsNameOfLibrary(path)),
                .. Directory.GetFiles("/dev/shm", Path.GetFileName(folder) + "*"),
            ]);
    }

    /// <summary>The empty file that must be there while libhdf5 opens one without a name. The next transaction after a minute deletes
    /// it.</summary>
    private static bool IsNameOfLibrary(string path)
        => Path.GetFileName(path) is ['#', ..] and var name && name.EndsWith(" (deleted)", StringComparison.Ordinal) && new FileInfo(path).Length == 0;

    private static string[] SegmentFiles(string name)
    {
        try
        {
            return Directory.GetFiles(SegmentName.DirectoryOf(SegmentName.CurrentUser), name + "*");
        }
        catch (DirectoryNotFoundException)
        {
            return [];
        }
    }

    private static void OpenAndCheck(string reference, string deed = "")
    {
        using SharedRecords<Site> seen = SharedRecords.Open<Site>(reference);
        if (deed != "alias")
        {
            StepDeeds.MustBeWhole(seen.Records); // An array is written when everybody sees it.
        }
    }

    private static void MustBeWhole(string path)
    {
        using RecordHdf5 file = RecordHdf5.OpenRead(path);
        foreach (string dataset in file.Names)
        {
            Site[] sites = file.Read<Site>(dataset);
            if (dataset != "calls")
            {
                StepDeeds.MustBeWhole(sites);
            }
            else if (sites.Length % 1000 != 0)
            {
                throw new InvalidOperationException($"violation: {sites.Length} rows of batches of 1000");
            }
        }
    }

    private static void AddTo(string path, string dataset)
    {
        using RecordHdf5 file = RecordHdf5.Edit(path);
        file.Write(dataset, StepDeeds.Sites(10));
        file.Complete();
    }

    /// <summary>Exceptions for what another process does at this moment.</summary>
    private static void Try(Action action)
    {
        try
        {
            action();
        }
        catch (Exception e) when (e is SegmentNotFoundException or SegmentExistsException or Hdf5FileNotClosedException or RecordStreamException
            || (e.GetType() == typeof(IOException) && e.Message.Contains('/', StringComparison.Ordinal)))
        {
            // It says which name or file, and what to do.
        }
    }

    /// <summary>The file of a segment that its owner has left.</summary>
    private static SafeFileHandle? Abandon(string name, bool isHeld)
    {
        using SharedRecords<Site> whole = StepDeeds.Publish(new SegmentOptions { Name = name + "-whole" });
        string path = SegmentName.Of(name).Path;
        File.Copy(whole.Reference, path + ".part");
        SafeFileHandle? file = null;
        if (isHeld)
        {
            file = Hold(path + ".part");
        }

        File.Move(path + ".part", path);
        return file;
    }

    private static SafeFileHandle Hold(string path)
    {
        if (Portable.IsOn)
        {
            return File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        }

        SafeFileHandle file = NativeMethods.Open(path, NativeMethods.OpenCloseOnExec, 0);
        SegmentLocks.Take(file, NativeMethods.LockShared, path);
        return file;
    }

    private string ReadStream(string name)
    {
        while (true)
        {
            try
            {
                using SharedRecordStream<Site> stream = SharedRecords.OpenStream<Site>(name);
                foreach (SharedRecords<Site> chunk in stream.ReadAllAsync().ToBlockingEnumerable())
                {
                    using (chunk)
                    {
                        StepDeeds.MustBeWhole(chunk.Records);
                    }
                }

                return "complete";
            }
            catch (SegmentNotFoundException)
            {
                // Not yet; or it was killed before there was a stream.
                if (_killed.ContainsKey(name))
                {
                    return "never there";
                }

                Thread.Sleep(1);
            }
            catch (RecordStreamException e)
            {
                return e.Message;
            }
            catch (Exception e)
            {
                return $"violation: {e}";
            }
        }
    }

    private static string WriteStream(SharedRecordStreamWriter<Site> writer)
    {
        try
        {
            using (writer)
            {
                for (int i = 0; i < 3; i++)
                {
                    writer.Add(StepDeeds.Sites(1000));
                }

                writer.Complete();
            }

            return "complete";
        }
        catch (RecordStreamException e)
        {
            return e.Message;
        }
        catch (Exception e)
        {
            return $"violation: {e}";
        }
    }
}
