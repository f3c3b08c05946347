using System.Globalization;
using System.Runtime.InteropServices;

namespace SchemaToolkit;

/// <summary>The last bytes of a segment: the facts that its <c>.npy</c> header has no place for. The layout never
/// changes.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 1, Size = Length)]
internal struct SegmentFooter
{
    /// <summary>The size of a footer in bytes.</summary>
    public const int Length = 128;

    /// <summary>The segment is complete; it is visible only after that.</summary>
    public const uint Complete = 1;

    /// <summary>The segment is in memory that the kernel lets nobody change.</summary>
    public const uint Sealed = 2;

    /// <summary>The segment is in a directory of the user's, and is removed when nobody holds it.</summary>
    public const uint Counted = 4;

    /// <summary>The segment stays when nobody holds it.</summary>
    public const uint Persistent = 16;

    /// <summary>The segment is an array that every process may write.</summary>
    public const uint Writable = 8;

    /// <summary><c>STKSEG01</c>.</summary>
    private const ulong StartMagic = 0x31304745534b5453;

    /// <summary><c>STKFOOT1</c>.</summary>
    private const ulong EndMagic = 0x31544f4f464b5453;

    private ulong _startMagic;
    private int _length;
    private uint _version;
    private long _count;
    private int _recordSize;
    private int _dataOffset;
    private ulong _fingerprint;
    private Guid _id;
    private int _creator;
    private uint _flags;
    private ulong _creatorStart;
    private long _created;
    private long _sourceBytes;
    private long _rejectedLines;
    private ulong _dataHash;
    private long _metadataOffset;
    private long _metadataLength;
    private ulong _endMagic;

    public SegmentFooter(NpyHeader header, uint flags)
    {
        _startMagic = StartMagic;
        _length = Length;
        _version = 1;
        _count = header.Count;
        _recordSize = header.Schema.Size;
        _dataOffset = header.Size;
        _fingerprint = header.Schema.Fingerprint;
        _id = Guid.NewGuid();
        _creator = Environment.ProcessId;
        _flags = flags;
        _creatorStart = ProcessStart.Value;
        _created = (DateTime.UtcNow - DateTime.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick;
        _endMagic = EndMagic;
    }

    /// <summary>Whether these bytes are a footer; a <c>.npy</c> file from another program has none.</summary>
    public readonly bool Exists => _endMagic == EndMagic;

    /// <summary>Whether every process may write the records.</summary>
    public readonly bool IsWritable => (_flags & Writable) != 0;

    /// <summary>Whether it is a segment of a directory of the user's that is removed when nobody holds it.</summary>
    public readonly bool IsCounted => Exists && (_flags & Counted) != 0;

    /// <summary>Whether it stays when nobody holds it.</summary>
    public readonly bool IsPersistent => Exists && (_flags & Persistent) != 0;

    /// <summary>A number that tells this segment from others.</summary>
    public readonly uint Id => MemoryMarshal.Read<uint>(MemoryMarshal.AsBytes(new ReadOnlySpan<Guid>(in _id)));

    /// <summary>The number of records.</summary>
    public readonly long Count => _count;

    /// <summary>The process that completed the segment.</summary>
    public readonly int Creator => _creator;

    /// <summary>When it did.</summary>
    public readonly DateTimeOffset Created
        => DateTimeOffset.UnixEpoch.AddTicks(
            Math.Clamp(
                _created / TimeSpan.NanosecondsPerTick,
                0,
                (DateTimeOffset.MaxValue - DateTimeOffset.UnixEpoch).Ticks));

    /// <summary>The first contradiction between the footer and the header or the file, or <see langword="null"/>.</summary>
    public readonly string? Contradiction(NpyHeader header, long fileSize)
        => _startMagic != StartMagic || _length != Length ? "does not begin like a footer"
            : _version != 1 ? $"has version {_version}, and only version 1 is supported"
            : (_flags & Complete) == 0 ? "says that it was never completed"
            : _count != header.Count ? $"declares {_count} records and the header {header.Count}"
            : _recordSize != header.Schema.Size ? $"declares records of {_recordSize} bytes and the header {header.Schema.Size}"
            : _dataOffset != header.Size ? $"declares data from byte {_dataOffset} and the header from {header.Size}"
            : _fingerprint != header.Schema.Fingerprint ? "declares another dtype than the header"
            : fileSize - SegmentFormat.FileSize(header) != _metadataLength ? "does not fit the size of the file"
            : null;

    private static class ProcessStart
    {
        // Not a static initializer: if the read failed once (no free descriptor), the type would stay unusable.
        private static ulong _value;

        /// <summary>Clock ticks from the start of the machine to the start of this process: field 22 of its <c>stat</c>.
        /// Fields are counted after the process's name, which may contain any characters. Elsewhere, milliseconds from the start of the
        /// machine to the first segment.</summary>
        public static ulong Value => _value != 0 ? _value
            : !OperatingSystem.IsLinux() ? _value = (ulong)Environment.TickCount64
            : _value = ulong.Parse(File.ReadAllText("/proc/self/stat").Split(')')[^1].Split(' ')[20], CultureInfo.InvariantCulture);
    }
}
