using System.Globalization;
using System.Runtime.InteropServices;

namespace SchemaToolkit;

/// <summary>The last bytes of a segment: what its header, a <c>.npy</c> header, has no place for. Never changes.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 1, Size = Length)]
internal struct SegmentFooter
{
    /// <summary>Bytes of a footer.</summary>
    public const int Length = 128;

    /// <summary>Published; a segment is not visible before.</summary>
    public const uint Complete = 1;

    /// <summary>In memory that the kernel lets nobody change.</summary>
    public const uint Sealed = 2;

    /// <summary>An array that every process may write.</summary>
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

    /// <summary>Whether these bytes are a footer at all; a <c>.npy</c> file of others has none.</summary>
    public readonly bool Exists => _endMagic == EndMagic;

    /// <summary>Whether every process may write the records.</summary>
    public readonly bool IsWritable => (_flags & Writable) != 0;

    /// <summary>The first thing in which the footer contradicts the header and the file, or <see langword="null"/>.</summary>
    public readonly string? Contradiction(NpyHeader header, long fileSize)
        => _startMagic != StartMagic || _length != Length ? "does not begin as one"
            : _version != 1 ? $"has version {_version}, and 1 is known"
            : (_flags & Complete) == 0 ? "says that it was never completed"
            : _count != header.Count ? $"declares {_count} records and the header {header.Count}"
            : _recordSize != header.Schema.Size ? $"declares records of {_recordSize} bytes and the header {header.Schema.Size}"
            : _dataOffset != header.Size ? $"declares data from byte {_dataOffset} and the header from {header.Size}"
            : _fingerprint != header.Schema.Fingerprint ? "declares another dtype than the header"
            : fileSize - SegmentFormat.FileSize(header) != _metadataLength ? "does not fit the size of the file"
            : null;

    private static class ProcessStart
    {
        // Not set by an initializer: where reading fails once, for want of a descriptor, that would fail for ever.
        private static ulong _value;

        /// <summary>Clock ticks from the start of the machine to that of this process: field 22 of its <c>stat</c>,
        /// counted after the name, which may hold anything.</summary>
        public static ulong Value => _value != 0 ? _value
            : _value = ulong.Parse(File.ReadAllText("/proc/self/stat").Split(')')[^1].Split(' ')[20], CultureInfo.InvariantCulture);
    }
}
