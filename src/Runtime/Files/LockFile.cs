using System.Diagnostics;
using Microsoft.Win32.SafeHandles;

namespace SchemaToolkit;

/// <summary>
/// A lock by .NET alone: a file that nobody else can open. It ends with the process that has it; what a kill leaves is an empty file,
/// which the next one takes over. Whoever only looks has the lock for a moment too.
/// </summary>
internal sealed class LockFile : IDisposable
{
    private readonly SafeFileHandle _file;
    private readonly string _path;

    private LockFile(SafeFileHandle file, string path) => (_file, _path) = (file, path);

    /// <summary>Takes the lock, unless somebody has it.</summary>
    /// <param name="path">The path of the file.</param>
    /// <param name="patience">How long to wait for somebody who only looks.</param>
    /// <returns>The lock; <see langword="null"/> if somebody has it.</returns>
    /// <exception cref="IOException">The file cannot be made, or is a link.</exception>
    /// <exception cref="UnauthorizedAccessException">The file cannot be made.</exception>
    public static LockFile? TryTake(string path, TimeSpan patience = default)
    {
        long start = Stopwatch.GetTimestamp();
        while (true)
        {
            if (new FileInfo(path).LinkTarget is not null)
            {
                throw new IOException($"{path} cannot be a lock: it is a link. Delete it.");
            }

            try
            {
                SafeFileHandle file = File.OpenHandle(
                    path,
                    FileMode.OpenOrCreate,
                    FileAccess.ReadWrite,
                    FileShare.None,
                    OperatingSystem.IsWindows() ? FileOptions.DeleteOnClose : FileOptions.None);
                bool isMine = false;
                try
                {
                    isMine = OperatingSystem.IsWindows() || IsStillAt(path, file);
                    if (isMine)
                    {
                        return new LockFile(file, path);
                    }
                }
                finally
                {
                    if (!isMine)
                    {
                        file.Dispose();
                    }
                }
            }
            catch (Exception error) when (PortableFiles.IsInUse(error))
            {
                if (Stopwatch.GetElapsedTime(start) >= patience)
                {
                    return null;
                }

                Thread.Sleep(1);
            }
            catch (UnauthorizedAccessException) when (OperatingSystem.IsWindows() && Stopwatch.GetElapsedTime(start) < patience)
            {
                Thread.Sleep(1); // Somebody is just giving it back: its file is being deleted.
            }
        }
    }

    /// <summary>Whether somebody has the lock.</summary>
    /// <inheritdoc cref="TryTake"/>
    public static bool IsTaken(string path, TimeSpan patience = default)
    {
        if (!File.Exists(path))
        {
            return false;
        }

        try
        {
            using LockFile? mine = TryTake(path, patience);
            return mine is null;
        }
        catch (UnauthorizedAccessException) when (OperatingSystem.IsWindows())
        {
            return false; // It is just being given back.
        }
    }

    /// <summary>Gives the lock back.</summary>
    public void Dispose()
    {
        if (!_file.IsClosed)
        {
            if (!OperatingSystem.IsWindows())
            {
                PortableFiles.TryDelete(_path); // Before it is closed: whoever opens it then sees that it has no name any more.
            }

            _file.Dispose();
        }
    }

    // Whoever had the lock before may have deleted this file after it was opened here, and somebody else may have made another one. The
    // files are told from each other by a time that nobody else sets.
    private static bool IsStillAt(string path, SafeFileHandle file)
    {
        File.SetLastWriteTimeUtc(file, DateTime.UtcNow - TimeSpan.FromTicks(Random.Shared.NextInt64(TimeSpan.TicksPerDay)));
        return File.GetLastWriteTimeUtc(path) == File.GetLastWriteTimeUtc(file);
    }
}
