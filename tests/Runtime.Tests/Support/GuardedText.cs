using System.Runtime.InteropServices;

namespace SchemaToolkit.Tests.Support;

/// <summary>Text whose last byte (or first) is the last (or first) of its page, with no page behind it (or before): a read
/// outside kills the process.</summary>
internal sealed unsafe partial class GuardedText : IDisposable
{
    private const int PageSize = 65536;

    private readonly byte* _pages;
    private readonly nuint _size;
    private readonly byte* _text;
    private readonly int _length;

    public GuardedText(ReadOnlySpan<byte> text, bool atEnd)
    {
        nuint room = (nuint)((text.Length + PageSize - 1) / PageSize * PageSize);
        _size = room + (2 * PageSize);
        _pages = (byte*)Map(null, _size, 0, 0x22, -1, 0);
        Assert.True((nint)_pages != -1 && Protect(_pages + PageSize, room, 3) == 0);
        _length = text.Length;
        _text = atEnd ? _pages + PageSize + room - _length : _pages + PageSize;
        text.CopyTo(new Span<byte>(_text, _length));
    }

    public ReadOnlySpan<byte> Text => new(_text, _length);

    public void Dispose() => Unmap(_pages, _size);

    [LibraryImport("libc", EntryPoint = "mmap")]
    private static partial void* Map(void* address, nuint size, int protection, int flags, int file, nint offset);

    [LibraryImport("libc", EntryPoint = "mprotect")]
    private static partial int Protect(void* address, nuint size, int protection);

    [LibraryImport("libc", EntryPoint = "munmap")]
    private static partial int Unmap(void* address, nuint size);
}
