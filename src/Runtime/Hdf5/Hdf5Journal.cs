using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace SchemaToolkit;

/// <summary>
/// The rows that were appended to a dataset and are not in its file yet: a file beside it. Rows are in frames with a checksum each;
/// the first frame that is not whole ends the journal. Before the file is replaced by one that has the rows, a note says which
/// one that will be: so whoever comes after a kill knows which rows it has.
/// </summary>
internal sealed unsafe class Hdf5Journal : IDisposable
{
    private const ulong Magic = 0x314c4e524a4b5453; // STKJRNL1
    private const uint Rows = 0x53574f52; // ROWS
    private const uint Published = 0x4c425550; // PUBL
    private const int LongestName = 1 << 24; // bytes; a path through groups has no limit of its own
    private const int SmallFrame = 1 << 16;

    private readonly SafeFileHandle _file;
    private readonly Lock _framesLock = new(); // rows may be read while others are added
    private LockFile? _lock;
    private readonly List<(long First, long Count, long At)> _frames = [];
    private readonly List<(FileState File, long Rows)> _published = [];
    private Header _header;
    private long _end;
    private byte[] _small = [];

    private Hdf5Journal(SafeFileHandle file, string path) => (_file, Path) = (file, path);

    /// <summary>The journal's own path.</summary>
    public string Path { get; }

    /// <summary>The dataset that the rows belong to.</summary>
    public string Dataset { get; private set; } = "";

    /// <summary>The bytes of a row.</summary>
    public int RowBytes => (int)_header.RowBytes;

    /// <summary>What the rows are: <see cref="RecordSchema.Fingerprint"/>.</summary>
    public ulong Fingerprint => _header.Fingerprint;

    /// <summary>All rows in whole frames, published or not.</summary>
    public long Count { get; private set; }

    /// <summary>The journal of a file.</summary>
    public static string PathOf(string file) => file + ".journal";

    /// <summary>Opens the journal of a file.</summary>
    /// <param name="file">The file's path; links are followed.</param>
    /// <param name="write">Whether it is written. Then nobody else may, and what is not whole is cut off.</param>
    /// <returns>Null if there is none; or it has no rows, because its writer was killed before there were any.</returns>
    /// <exception cref="IOException">Another process writes it, or it cannot be read.</exception>
    /// <exception cref="RecordFormatException">It is no journal.</exception>
    public static Hdf5Journal? TryOpen(string file, bool write)
    {
        string path = PathOf(file);
        if (!File.Exists(path))
        {
            return null;
        }

        LockFile? owner = write ? LockElsewhere(file, path) : null;
        SafeFileHandle handle;
        try
        {
            handle = File.OpenHandle(
                path,
                FileMode.Open,
                write ? FileAccess.ReadWrite : FileAccess.Read,
                FileShare.ReadWrite | FileShare.Delete);
        }
        catch (FileNotFoundException)
        {
            owner?.Dispose();
            return null;
        }
        catch
        {
            owner?.Dispose();
            throw;
        }

        var journal = new Hdf5Journal(handle, path) { _lock = owner };
        try
        {
            if (write)
            {
                journal.LockOrThrow(file);
            }

            if (!journal.TryReadHeader())
            {
                journal.Dispose();
                return null;
            }

            journal.Scan();
            return journal;
        }
        catch
        {
            journal.Dispose();
            throw;
        }
    }

    /// <summary>Begins a journal. Takes the place of one that has no rows to lose.</summary>
    /// <param name="file">The file's path; links are followed.</param>
    /// <param name="dataset">The dataset.</param>
    /// <param name="schema">What its rows are.</param>
    /// <param name="state">The file as it is without the rows.</param>
    /// <exception cref="IOException">It cannot be written.</exception>
    /// <exception cref="ArgumentException">The dataset's name is too long.</exception>
    public static Hdf5Journal Create(string file, string dataset, RecordSchema schema, in FileState state)
    {
        byte[] name = Encoding.UTF8.GetBytes(dataset);
        if (name.Length > LongestName)
        {
            throw new ArgumentException($"The name of a dataset that is appended to has at most {LongestName} bytes.", nameof(dataset));
        }

        string path = PathOf(file);
        LockFile? owner = LockElsewhere(file, path);
        Hdf5Journal journal;
        try
        {
            SafeFileHandle handle = File.OpenHandle(
                path,
                FileMode.OpenOrCreate,
                FileAccess.ReadWrite,
                FileShare.ReadWrite | FileShare.Delete);
            journal = new Hdf5Journal(handle, path) { _lock = owner };
        }
        catch
        {
            owner?.Dispose();
            throw;
        }

        try
        {
            journal.LockOrThrow(file);
        }
        catch
        {
            journal.Dispose(); // It is another's.
            throw;
        }

        try
        {
            RandomAccess.SetLength(journal._file, 0);
            journal.Dataset = dataset;
            journal._header = new Header
            {
                Magic = Magic,
                Fingerprint = schema.Fingerprint,
                RowBytes = (uint)schema.Size,
                NameBytes = (uint)name.Length,
                File = state,
            };
            byte[] bytes = [.. MemoryMarshal.AsBytes(new ReadOnlySpan<Header>(in journal._header)), .. name];
            journal._header.Checksum = Crc32C.Add(0, bytes);
            bytes = [.. MemoryMarshal.AsBytes(new ReadOnlySpan<Header>(in journal._header)), .. name];
            journal.Write(bytes, 0);
            journal._end = bytes.Length;
            return journal;
        }
        catch
        {
            journal.Remove();
            throw;
        }
    }

    /// <summary>The same journal as it is now, for reading, which is closed by itself.</summary>
    public Hdf5Journal Share()
    {
        var share = new Hdf5Journal(Duplicate(), Path)
        {
            _header = _header,
            _end = _end,
            Count = Count,
            Dataset = Dataset,
        };
        share._frames.AddRange(_frames);
        return share;
    }

    /// <summary>How many of its rows a file has already.</summary>
    /// <returns>Null if that cannot be told: somebody else has changed the file, after a kill at the moment it was replaced.</returns>
    public long? RowsIn(in FileState file)
    {
        for (int i = _published.Count - 1; i >= 0; i--)
        {
            if (_published[i].File == file)
            {
                return _published[i].Rows;
            }
        }

        return _published.Count == 0 || _header.File == file ? 0 : null;
    }

    /// <summary>Reads more frames, which a writer may have added.</summary>
    public void Scan()
    {
        long length = RandomAccess.GetLength(_file);
        byte[] buffer = new byte[1 << 18];
        while (length - _end >= sizeof(Frame))
        {
            Frame frame = default;
            if (FileBytes.Read(_file, MemoryMarshal.AsBytes(new Span<Frame>(ref frame)), _end) < sizeof(Frame)
                || frame.Kind is not (Rows or Published)
                || frame.First != Count
                || frame.Bytes < 0
                || frame.Bytes > length - _end - sizeof(Frame)
                || (frame.Kind == Rows ? frame.Bytes % RowBytes != 0 || frame.Bytes == 0 : frame.Bytes != sizeof(FileState))
                || !IsWhole(frame, buffer))
            {
                return;
            }

            long at = _end + sizeof(Frame);
            if (frame.Kind == Rows)
            {
                _frames.Add((Count, frame.Bytes / RowBytes, at));
                Count += frame.Bytes / RowBytes;
            }
            else
            {
                FileState state = default;
                _ = FileBytes.Read(_file, MemoryMarshal.AsBytes(new Span<FileState>(ref state)), at);
                _published.Add((state, Count));
            }

            _end = at + frame.Bytes;
        }
    }

    /// <summary>Adds rows. When it returns, they are in the file, whatever happens to the process.</summary>
    /// <exception cref="IOException">They cannot be written; what was added before is there.</exception>
    public void Append(ReadOnlySpan<byte> rows)
    {
        WriteFrame(Rows, rows);
        long count = rows.Length / RowBytes;
        using Lock.Scope frames = _framesLock.EnterScope();
        _frames.Add((Count, count, _end - rows.Length));
        Count += count;
    }

    /// <summary>Notes that a file which is about to take its place has all rows so far.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public void NotePublished(in FileState file)
    {
        WriteFrame(Published, MemoryMarshal.AsBytes(new ReadOnlySpan<FileState>(in file)));
        _published.Add((file, Count));
    }

    /// <summary>Brings everything to the disk.</summary>
    /// <exception cref="IOException">The disk failed.</exception>
    public void Flush()
    {
        if (Portable.IsOn)
        {
            RandomAccess.FlushToDisk(_file);
            return;
        }

        while (NativeMethods.FlushData(_file) != 0)
        {
            if (SystemError.Last != SystemError.Interrupted)
            {
                throw SystemError.Exception($"{Path} cannot be flushed to disk");
            }
        }
    }

    /// <summary>Reads rows, published or not. For any thread, also while rows are appended.</summary>
    /// <param name="first">The first, counted from the journal's first.</param>
    /// <param name="rows">Receives them.</param>
    /// <exception cref="IOException">The journal has become shorter.</exception>
    public void Read(long first, Span<byte> rows)
    {
        for (int frame = FrameOf(first); rows.Length > 0; frame++)
        {
            (long start, long count, long at) = FrameAt(frame);
            int bytes = (int)Math.Min((count - (first - start)) * RowBytes, rows.Length);
            if (FileBytes.Read(_file, rows[..bytes], at + ((first - start) * RowBytes)) < bytes)
            {
                throw new IOException($"{Path} has become shorter while it was read.");
            }

            rows = rows[bytes..];
            first += bytes / RowBytes;
        }
    }

    private int FrameOf(long row)
    {
        var byFirst = Comparer<(long First, long, long)>.Create(static (a, b) => a.First.CompareTo(b.First));
        using Lock.Scope frames = _framesLock.EnterScope();
        int frame = _frames.BinarySearch((row, 0, 0), byFirst);
        return frame < 0 ? ~frame - 1 : frame;
    }

    private (long First, long Count, long At) FrameAt(int frame)
    {
        using Lock.Scope frames = _framesLock.EnterScope();
        return _frames[frame];
    }

    /// <summary>Deletes the journal: its rows are in the file. Whoever has it open keeps it.</summary>
    public void Remove()
    {
        // Under its lock: nobody else has begun to write it.
        File.Delete(Path);
        Dispose();
    }

    /// <summary>Closes the journal.</summary>
    public void Dispose()
    {
        _file.Dispose();
        _lock?.Dispose();
    }

    // Before the journal is opened, so that nobody can delete it between.
    private static LockFile? LockElsewhere(string file, string path)
        => Portable.IsOn ? LockFile.TryTake(path + ".lock", TimeSpan.FromSeconds(0.2)) ?? throw InUse(file) : null;

    private static IOException InUse(string file)
        => new($"{file} is being appended to by another process; wait until it is done, or write to another path.");

    private void LockOrThrow(string file)
    {
        if (Portable.IsOn)
        {
            return; // See LockElsewhere.
        }

        if (!TryLock())
        {
            throw InUse(file);
        }

        // Whoever had the lock before may have deleted it.
        if (FileState.Of(Path)?.Number != FileState.Of(_file, Path).Number)
        {
            throw new IOException($"{file} was being appended to by another process; try again.");
        }
    }

    private bool TryLock()
    {
        // Not flock: .NET would refuse to open the file, if only to copy it.
        var whole = new NativeMethods.FileLock { Type = NativeMethods.WriteLock };
        return NativeMethods.Control(_file, NativeMethods.ControlSetDescriptionLock, ref whole) == 0
            || SystemError.Last is not (SystemError.WouldBlock or SystemError.AccessDenied);
    }

    private bool TryReadHeader()
    {
        Header header = default;
        Span<byte> bytes = MemoryMarshal.AsBytes(new Span<Header>(ref header));
        int read = FileBytes.Read(_file, bytes, 0);
        if (read < bytes.Length)
        {
            return false;
        }

        byte[] name = new byte[Math.Min(header.NameBytes, LongestName)];
        bool isWhole = FileBytes.Read(_file, name, bytes.Length) == name.Length;
        uint checksum = header.Checksum;
        _header = header;
        header.Checksum = 0;
        if (header.Magic != Magic
            || !isWhole
            || checksum != Crc32C.Add(Crc32C.Add(0, bytes), name)
            || header.RowBytes is 0 or > int.MaxValue)
        {
            // A writer that was killed within the header has nothing behind it.
            return RandomAccess.GetLength(_file) <= bytes.Length + name.Length
                ? false
                : throw new RecordFormatException(
                    $"{Path} is no journal of this library, or is damaged; move it away to work with its file.");
        }

        Dataset = Encoding.UTF8.GetString(name);
        _end = bytes.Length + name.Length;
        return true;
    }

    private bool IsWhole(Frame frame, byte[] buffer)
    {
        uint checksum = frame.Checksum;
        frame.Checksum = 0;
        uint right = Crc32C.Add(0, MemoryMarshal.AsBytes(new ReadOnlySpan<Frame>(in frame)));
        for (long done = 0; done < frame.Bytes;)
        {
            Span<byte> part = buffer.AsSpan(0, (int)Math.Min(buffer.Length, frame.Bytes - done));
            int bytes = FileBytes.Read(_file, part, _end + sizeof(Frame) + done);
            if (bytes == 0)
            {
                return false;
            }

            right = Crc32C.Add(right, part[..bytes]);
            done += bytes;
        }

        return right == checksum;
    }

    private void WriteFrame(uint kind, ReadOnlySpan<byte> content)
    {
        var frame = new Frame { Kind = kind, First = Count, Bytes = content.Length };
        ReadOnlySpan<byte> head = MemoryMarshal.AsBytes(new ReadOnlySpan<Frame>(in frame));
        frame.Checksum = Crc32C.Add(Crc32C.Add(0, head), content);
        try
        {
            if (content.Length <= SmallFrame)
            {
                int length = head.Length + content.Length;
                if (_small.Length < length)
                {
                    _small = new byte[head.Length + SmallFrame];
                }

                head.CopyTo(_small);
                content.CopyTo(_small.AsSpan(head.Length));
                Write(_small.AsSpan(0, length), _end);
            }
            else
            {
                Write(content, _end + head.Length);
                Write(head, _end);
            }
        }
        catch
        {
            TryCut();
            throw;
        }

        _end += head.Length + content.Length;
    }

    private SafeFileHandle Duplicate()
    {
        if (Portable.IsOn)
        {
            return File.OpenHandle(Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        }

        int own = NativeMethods.Control(_file, NativeMethods.ControlDuplicateCloseOnExec, 0);
        return own >= 0 ? new SafeFileHandle(own, ownsHandle: true) : throw SystemError.Exception($"{Path} cannot be opened again");
    }

    private void TryCut()
    {
        try
        {
            RandomAccess.SetLength(_file, _end);
        }
        catch (IOException)
        {
            // What is behind the end is no frame.
        }
    }

    private void Write(ReadOnlySpan<byte> bytes, long offset)
    {
        try
        {
            FileBytes.Write(_file, bytes, offset, Path);
        }
        catch (SharedMemoryFullException full)
        {
            throw new IOException($"{Path} cannot be written: there is no space left where the file is.", full)
            {
                HResult = SystemError.NoSpace,
            };
        }
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct Header
    {
        public ulong Magic;
        public ulong Fingerprint;
        public uint RowBytes;
        public uint NameBytes;
        public FileState File;
        public uint Checksum;
        public uint Reserved;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct Frame
    {
        public uint Kind;
        public uint Checksum;
        public long First;
        public long Bytes;
    }
}
