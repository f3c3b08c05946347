using Microsoft.Win32.SafeHandles;

namespace SchemaToolkit;

/// <summary>
/// Arrays of records in shared memory, which other processes (C# or Python) read without a copy. A segment is a
/// <c>.npy</c> file: <c>np.load(reference, mmap_mode='r')</c> opens it.
/// </summary>
/// <remarks>
/// The kernel frees a segment without a name (the default) when the last process that has it open ends, for whatever
/// reason. A named segment is removed by its last holder; the kernel's locks show who holds it. What killed processes
/// leave is removed by the next use of shared memory on the machine. When the owner of a name has ended, the name can be
/// used again at once.
/// </remarks>
public static class SharedRecords
{
    private static readonly Lazy<bool> _reaped = new(static () =>
    {
        SegmentReaper.RunSometimes();
        return true;
    });

    /// <summary>Begins a segment.</summary>
    /// <typeparam name="T">The record.</typeparam>
    /// <param name="name">A name by which this user's processes open the segment. By default it has none, and is opened by
    /// its <see cref="SharedRecords{T}.Reference"/>.</param>
    /// <returns>The writer; <see cref="SharedRecordWriter{T}.Publish"/> makes the segment visible.</returns>
    /// <exception cref="SegmentExistsException">The owner of a segment of this name is alive.</exception>
    /// <exception cref="ArgumentException">The name is not a valid file name.</exception>
    /// <exception cref="UnauthorizedAccessException">The user may not create shared memory.</exception>
    public static SharedRecordWriter<T> Create<T>(string? name = null)
        where T : unmanaged, ISharedRecord<T>
        => Create<T>(new SegmentOptions { Name = name });

    /// <summary>Begins a segment, with options.</summary>
    /// <typeparam name="T">The record.</typeparam>
    /// <param name="options">Where it is, and how long it stays.</param>
    /// <returns>The writer; <see cref="SharedRecordWriter{T}.Publish"/> makes the segment visible.</returns>
    /// <exception cref="DirectoryNotFoundException">The directory does not exist.</exception>
    /// <inheritdoc cref="Create{T}(string?)" path="/exception"/>
    public static SharedRecordWriter<T> Create<T>(SegmentOptions options)
        where T : unmanaged, ISharedRecord<T>
    {
        SegmentDraft draft = CreateDraft(options, T.Schema);
        try
        {
            return new SharedRecordWriter<T>(draft);
        }
        catch
        {
            draft.Dispose();
            throw;
        }
    }

    /// <summary>Opens a segment to read it: no copy is made.</summary>
    /// <typeparam name="T">The record.</typeparam>
    /// <param name="reference">A segment's <see cref="SharedRecords{T}.Reference"/>, the name of a named segment, or the
    /// path, with a slash in it, of any <c>.npy</c> file (nobody may shorten a file that is not a segment while it is
    /// open).</param>
    /// <returns>The segment, held until disposed.</returns>
    /// <exception cref="SegmentNotFoundException">There is no such segment, or no longer.</exception>
    /// <exception cref="SchemaMismatchException">It holds another record.</exception>
    /// <exception cref="RecordFormatException">It is not a segment, not yet published, truncated or damaged.</exception>
    /// <exception cref="UnauthorizedAccessException">It belongs to another user.</exception>
    public static SharedRecords<T> Open<T>(string reference)
        where T : unmanaged, ISharedRecord<T>
        => new(OpenAs(reference, T.Schema, writable: false));

    /// <summary>Creates an array of zeroed records that every process may write.</summary>
    /// <typeparam name="T">The record.</typeparam>
    /// <param name="count">The number of records.</param>
    /// <param name="name">A name by which this user's processes open the array. By default it has none, and is opened by
    /// its <see cref="SharedRecordArray{T}.Reference"/>.</param>
    /// <returns>The array, visible to others, held until disposed.</returns>
    /// <exception cref="SharedMemoryFullException">There is not enough memory for it.</exception>
    /// <exception cref="SegmentExistsException">The owner of a segment of this name is alive.</exception>
    /// <exception cref="ArgumentException">The name is not a valid file name.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The count is negative, or too large for any file.</exception>
    /// <exception cref="UnauthorizedAccessException">The user may not create shared memory.</exception>
    public static SharedRecordArray<T> CreateArray<T>(long count, string? name = null)
        where T : unmanaged, ISharedRecord<T>
        => CreateArray<T>(count, new SegmentOptions { Name = name });

    /// <summary>Creates an array of zeroed records that every process may write, with options.</summary>
    /// <typeparam name="T">The record.</typeparam>
    /// <param name="count">The number of records.</param>
    /// <param name="options">Where it is, and how long it stays.</param>
    /// <returns>The array, visible to others, held until disposed.</returns>
    /// <exception cref="DirectoryNotFoundException">The directory does not exist.</exception>
    /// <inheritdoc cref="CreateArray{T}(long, string?)" path="/exception"/>
    public static SharedRecordArray<T> CreateArray<T>(long count, SegmentOptions options)
        where T : unmanaged, ISharedRecord<T>
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, (long.MaxValue / 2) / T.Schema.Size);
        return new SharedRecordArray<T>(CreateDraft(options, T.Schema).PublishArray(T.Schema, count));
    }

    /// <summary>Opens an array that another process, or this one, has created by <see cref="CreateArray{T}(long, string?)"/>.</summary>
    /// <typeparam name="T">The record.</typeparam>
    /// <param name="reference">Its name or its <see cref="SharedRecordArray{T}.Reference"/>.</param>
    /// <returns>The array, held until disposed.</returns>
    /// <exception cref="SegmentNotFoundException">There is no such array, or no longer.</exception>
    /// <exception cref="SchemaMismatchException">It holds another record.</exception>
    /// <exception cref="RecordFormatException">It is not such an array, or is truncated or damaged.</exception>
    /// <exception cref="UnauthorizedAccessException">It belongs to another user, or is a published segment.</exception>
    public static SharedRecordArray<T> OpenArray<T>(string reference)
        where T : unmanaged, ISharedRecord<T>
        => new(OpenAs(reference, T.Schema, writable: true));

    /// <summary>Opens shared memory that is nothing but records, as an array: what Python's
    /// <c>multiprocessing.shared_memory.SharedMemory</c> holds, for example. It does not say what it is, so the record must be known.
    /// Other programs may write it at any time, bools other than 0 and 1 included.</summary>
    /// <typeparam name="T">The record.</typeparam>
    /// <param name="name">Its name, as <c>shm.name</c> says it; or the path of any file, with a slash in it.</param>
    /// <param name="offset">The byte that the first record begins at.</param>
    /// <param name="count">The number of records; without, as many as there are bytes for.</param>
    /// <returns>The records, open until disposed. Who has created the memory deletes it.</returns>
    /// <exception cref="SegmentNotFoundException">There is no such memory.</exception>
    /// <exception cref="PlatformNotSupportedException">It is a name, and this is not Linux, where such names are files.</exception>
    /// <exception cref="RecordFormatException">It has fewer bytes, or is no memory or file.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The offset or the count is negative.</exception>
    /// <exception cref="UnauthorizedAccessException">It belongs to another user.</exception>
    public static SharedRecordArray<T> OpenRaw<T>(string name, long offset = 0, long? count = null)
        where T : unmanaged, ISharedRecord<T>
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfNegative(count ?? 0, nameof(count));
        return new SharedRecordArray<T>(SegmentPath.OpenRaw(name, offset, count, T.Schema));
    }

    /// <summary>Deletes a segment that is <see cref="SegmentLifetime.Persistent"/>. Processes that have it open keep it until they
    /// dispose it.</summary>
    /// <param name="reference">Its name or its reference.</param>
    /// <exception cref="SegmentNotFoundException">There is none.</exception>
    /// <exception cref="InvalidOperationException">It is not persistent: its holders dispose it.</exception>
    /// <exception cref="UnauthorizedAccessException">It belongs to another user.</exception>
    public static void Delete(string reference)
    {
        ArgumentException.ThrowIfNullOrEmpty(reference);
        SegmentName name = SegmentName.Parse(reference) ?? SegmentName.OfFile(reference);
        if (Portable.IsOn)
        {
            PortableSegments.Delete(name);
            return;
        }

        using SafeFileHandle file = NativeMethods.Open(
            name.Path,
            NativeMethods.OpenNoFollow | NativeMethods.OpenNonBlocking | NativeMethods.OpenCloseOnExec,
            0);
        if (file.IsInvalid)
        {
            throw SystemError.Last == SystemError.NotFound
                ? new SegmentNotFoundException($"There is no segment '{name.Text}' ({name.Path}).")
                : SystemError.Exception($"{name.Path} cannot be opened");
        }

        if (!SegmentFormat.FooterOf(file).IsPersistent)
        {
            throw new InvalidOperationException($"{name.Path} is not a persistent segment: it is gone when its holders dispose it.");
        }

        using SegmentDirectory? directory = SegmentDirectory.Open(name);
        directory?.Delete(file, name);
    }

    /// <summary>Begins a segment of records whose dtype is known at run time.</summary>
    /// <param name="schema">What the records are.</param>
    /// <param name="name">A name, as in <see cref="Create{T}(string?)"/>.</param>
    /// <returns>The writer; <see cref="SharedTableWriter.Publish"/> makes the segment visible.</returns>
    /// <inheritdoc cref="Create{T}(string?)" path="/exception"/>
    public static SharedTableWriter CreateTable(RecordSchema schema, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(schema);
        SegmentDraft draft = CreateDraft(new SegmentOptions { Name = name }, schema);
        try
        {
            return new SharedTableWriter(draft, schema);
        }
        catch
        {
            draft.Dispose();
            throw;
        }
    }

    /// <summary>Opens a segment of records of any dtype to read it: no copy is made.</summary>
    /// <param name="reference">The segment, as in <see cref="Open{T}"/>.</param>
    /// <returns>The segment's records, held until disposed; <see cref="RecordTable.Schema"/> says what they are.</returns>
    /// <exception cref="SegmentNotFoundException">There is no such segment, or no longer.</exception>
    /// <exception cref="SchemaMismatchException">It is a <c>.npy</c> file of a dtype that a record cannot have.</exception>
    /// <exception cref="RecordFormatException">It is not a segment, not yet published, truncated or damaged.</exception>
    /// <exception cref="UnauthorizedAccessException">It belongs to another user.</exception>
    public static RecordTable OpenTable(string reference) => TableOf(OpenAs(reference, schema: null, writable: false));

    /// <summary>Begins a stream: records that one other process, in C# or Python, reads while more are written.</summary>
    /// <typeparam name="T">The record.</typeparam>
    /// <param name="name">The name by which one process of this user opens it; by default a new one, which
    /// <see cref="SharedRecordStreamWriter{T}.Name"/> says.</param>
    /// <param name="options">The size of chunks, and how many there may be.</param>
    /// <returns>The writer.</returns>
    /// <exception cref="SegmentExistsException">The writer of a stream of this name is alive.</exception>
    /// <exception cref="IOException">The system gives no socket: too many files are open.</exception>
    /// <exception cref="ArgumentException">The name is not a valid file name, or an option is out of its range.</exception>
    /// <exception cref="IOException">The system refuses the stream, or, where it is a file, the directory of segments has too long a
    /// path.</exception>
    /// <exception cref="UnauthorizedAccessException">The user may not create shared memory.</exception>
    public static SharedRecordStreamWriter<T> CreateStream<T>(string? name = null, StreamOptions? options = null)
        where T : unmanaged, ISharedRecord<T>
    {
        return new SharedRecordStreamWriter<T>(SegmentName.Of(name ?? $"stream-{Guid.NewGuid():N}"), options ?? new StreamOptions());
    }

    /// <summary>Opens a stream to read it. A stream has one reader.</summary>
    /// <typeparam name="T">The record.</typeparam>
    /// <param name="name">The stream's name.</param>
    /// <returns>The stream.</returns>
    /// <exception cref="SegmentNotFoundException">There is no stream of this name, or it has its reader.</exception>
    /// <exception cref="SchemaMismatchException">It is of another record.</exception>
    /// <exception cref="RecordStreamException">Its writer has ended, or does not answer.</exception>
    /// <exception cref="UnauthorizedAccessException">Another user has taken the name.</exception>
    /// <exception cref="IOException">The system gives no socket: too many files are open.</exception>
    /// <exception cref="ArgumentException">The name is not a valid file name.</exception>
    public static SharedRecordStream<T> OpenStream<T>(string name)
        where T : unmanaged, ISharedRecord<T>
    {
        ArgumentNullException.ThrowIfNull(name);
        return new SharedRecordStream<T>(SegmentName.Of(name));
    }

    /// <summary>Lists the segments there are: the named ones of this user, and those without a name that processes of this user have
    /// open, as far as this process may look at them. It looks at every process: for people and monitoring, not for a loop.</summary>
    /// <returns>The segments.</returns>
    /// <exception cref="UnauthorizedAccessException">This user's directory of segments belongs to another.</exception>
    public static IReadOnlyList<SegmentInfo> List()
    {
        return SegmentList.All();
    }

    /// <summary>Lists the segments of a directory of the user's (<see cref="SegmentOptions.Directory"/>).</summary>
    /// <param name="directory">The directory.</param>
    /// <returns>The segments.</returns>
    public static IReadOnlyList<SegmentInfo> List(string directory)
    {
        ArgumentException.ThrowIfNullOrEmpty(directory);
        return SegmentList.Of(directory);
    }

    /// <summary>Removes the named segments of this user that nobody holds: what killed processes have left. The next use of named
    /// segments does the same, so no program needs to call it.</summary>
    /// <returns>How many there were.</returns>
    /// <exception cref="UnauthorizedAccessException">This user's directory of segments belongs to another.</exception>
    public static int Reap()
    {
        return SegmentReaper.Run();
    }

    /// <summary>A segment as a table, which disposes it.</summary>
    internal static RecordTable TableOf(OpenSegment segment) => new(segment.Rows, segment) { Reference = segment.Reference };

    private static SegmentDraft CreateDraft(SegmentOptions options, RecordSchema schema)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.Name is not null)
        {
            SegmentName name = SegmentName.Of(options.Name, options.Directory);
            return Portable.IsOn ? PortableDraft.Create(name, options.Lifetime) : NamedDraft.Create(name, options.Lifetime);
        }

        if (options.Directory is not null || options.Lifetime != SegmentLifetime.Holders)
        {
            throw new ArgumentException("A segment in a directory, or one that is persistent, needs a name (SegmentOptions.Name).", nameof(options));
        }

        _ = _reaped.Value;
        return AnonymousSegment.Create(schema.Name);
    }

    private static OpenSegment OpenAs(string reference, RecordSchema? schema, bool writable)
    {
        ArgumentException.ThrowIfNullOrEmpty(reference);
        if (reference.Contains('\0'))
        {
            throw new ArgumentException($"'{reference}' has a NUL character; a path cannot have one.", nameof(reference));
        }

        if (Portable.IsOn)
        {
            SegmentName? segment = SegmentName.Parse(reference);
            SegmentReaper.RunSometimes();
            return PortableSegments.Open(
                segment ?? SegmentName.OfFile(reference),
                schema,
                writable,
                writable ? SegmentAccess.Write : segment is null ? SegmentAccess.Any : SegmentAccess.Segment);
        }

        if (SegmentName.Parse(reference) is { } name)
        {
            SegmentReaper.RunRarely();
            return SegmentPath.OpenNamed(name, schema, writable);
        }

        _ = _reaped.Value;
        return SegmentPath.Open(reference, schema, writable);
    }
}
