using Microsoft.Win32.SafeHandles;

namespace SchemaToolkit;

/// <summary>Rows that were appended to a dataset and are not in its file yet.</summary>
/// <param name="Journal">Where they are.</param>
/// <param name="First">The first of them, counted in the journal.</param>
internal sealed record Hdf5Pending(Hdf5Journal Journal, long First)
{
    private const int Attempts = 100;

    /// <summary>The number of rows.</summary>
    public long Count => Journal.Count - First;

    /// <summary>Opens a file for reading, with the rows that wait for it.</summary>
    /// <param name="path">The file.</param>
    /// <param name="open">Opens it, and gives its state.</param>
    /// <param name="pending">The rows, or null if there are none.</param>
    /// <exception cref="Hdf5JournalException">It cannot be told which rows the file has already.</exception>
    public static TFile Open<TFile>(string path, Func<(TFile File, FileState State)> open, out Hdf5Pending? pending)
        where TFile : IDisposable
    {
        string target = TargetOf(path);
        for (int attempt = 1; ; attempt++)
        {
            // The journal says which file is next before that takes its place. So if the journal is opened first and read last, it
            // knows the file; unless both are new meanwhile.
            Hdf5Journal? journal = Hdf5Journal.TryOpen(target, write: false);
            TFile file = default!;
            try
            {
                (file, FileState state) = open();
                journal?.Scan();
                long? published = journal?.RowsIn(state);
                if (journal is null || published is not null)
                {
                    pending = journal is not null && published < journal.Count ? new Hdf5Pending(journal, published.Value) : null;
                    journal = pending is null ? journal : null;
                    TFile opened = file;
                    file = default!;
                    return opened;
                }

                if (attempt == Attempts)
                {
                    throw Unclear(path, journal);
                }
            }
            finally
            {
                file?.Dispose();
                journal?.Dispose();
            }
        }
    }

    /// <summary>Brings rows that a killed writer left into their file. The caller has the lock of the path.</summary>
    /// <param name="path">The file, for messages.</param>
    /// <param name="target">The file; links are followed.</param>
    /// <param name="publish">Adds the rows of a journal to the file, from a row on.</param>
    /// <exception cref="Hdf5JournalException">That is not possible.</exception>
    public static void Replay(string path, string target, Action<Hdf5Journal, long> publish)
    {
        using Hdf5Journal? journal = Hdf5Journal.TryOpen(target, write: true);
        if (journal is null)
        {
            File.Delete(Hdf5Journal.PathOf(target));
            return;
        }

        long? published = FileState.Of(target) is { } state
            ? journal.RowsIn(state)
            : throw new Hdf5JournalException(path, journal.Path, journal.Count, "it is gone");
        if (published is not { } first)
        {
            throw Unclear(path, journal);
        }

        if (first < journal.Count)
        {
            publish(journal, first);
        }

        journal.Remove();
    }

    /// <summary>The path of a file, with its links followed.</summary>
    public static string TargetOf(string path)
    {
        var file = new FileInfo(path);
        return file.LinkTarget is null ? file.FullName : file.ResolveLinkTarget(returnFinalTarget: true)!.FullName;
    }

    private static Hdf5JournalException Unclear(string path, Hdf5Journal journal)
        => new(
            path,
            journal.Path,
            journal.Count,
            "its writer was killed when it put rows into the file, and another program has changed the file since, so that it cannot be "
                + "told which rows are in it");
}
