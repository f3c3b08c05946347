using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace SchemaToolkit;

/// <summary>
/// Mapped memory that holds records: a file, shared with every process that maps it, or memory of this process.
/// Dispose unmaps it. A span does not keep its owner alive, so once a span was handed out, the finalizer leaves the
/// memory mapped and reports it (<see cref="AbandonedMemory"/>): a forgotten Dispose costs memory, never a crash.
/// </summary>
internal sealed class MemoryMapping : SafeHandleZeroOrMinusOneIsInvalid
{
    private readonly string _place;
    private readonly bool _isMapped;
    private nuint _length;
    private bool _isHandedOut;

    // The file, if others may shorten it: an access beyond its end would kill the process.
    private SafeFileHandle? _file;
    private long _end;
    private IDisposable? _view;
    private long _looked;

    private MemoryMapping(nint address, nuint length, string place, bool isMapped = true)
        : base(ownsHandle: true)
    {
        _isMapped = isMapped;
        SetHandle(address);
        _length = length;
        _place = place;
    }

    /// <summary>Where the memory begins. Valid while a reference is held and <see cref="TryResize"/> is not called.</summary>
    public nint Address => handle;

    /// <summary>What is told of the memory if it is abandoned.</summary>
    public object? About { get; set; }

    /// <summary>Whether a span of the memory may still be in use somewhere.</summary>
    public bool IsHandedOut => Volatile.Read(ref _isHandedOut);

    /// <summary>Maps bytes of a file from an offset, a multiple of the page size. They must exist: an access beyond the end of a
    /// file kills the process.</summary>
    public static MemoryMapping Map(SafeFileHandle file, long offset, long length, bool writable, string place)
    {
        string what = string.Create(CultureInfo.InvariantCulture, $"{place} ({length} bytes) cannot be mapped");
        nint address;
        IDisposable? view;
        try
        {
            address = PageMemory.Instance.Map(file, offset, length, writable, out view);
        }
        catch (IOException error)
        {
            throw new IOException($"{what}: {error.Message}", error);
        }

        return address != -1 ? new MemoryMapping(address, (nuint)length, place) { _view = view } : throw SystemError.Exception(what);
    }

    /// <summary>Maps a whole file that others may shorten.</summary>
    /// <inheritdoc cref="MapWatched(SafeFileHandle, long, long, bool, string)"/>
    public static MemoryMapping MapWatched(SafeFileHandle file, long length, bool writable, string place)
        => MapWatched(file, 0, length, writable, place);

    /// <summary>Maps bytes of a file that others may shorten, as <see cref="Map"/> does. Each time a span of them is handed out, the
    /// file must still have them. It stays open as long as it is mapped.</summary>
    public static MemoryMapping MapWatched(SafeFileHandle file, long offset, long length, bool writable, string place)
    {
        MemoryMapping mapping = Map(file, offset, length, writable, place);
        bool isHeld = false;
        file.DangerousAddRef(ref isHeld);
        (mapping._file, mapping._end) = (file, offset + length);
        return mapping;
    }

    /// <summary>Zeroed memory of this process. Pages that are never touched cost nothing.</summary>
    /// <param name="length">Bytes, a multiple of the page size.</param>
    /// <param name="place">Its name in messages.</param>
    /// <exception cref="OutOfMemoryException">There is not enough memory.</exception>
    public static MemoryMapping Allocate(nuint length, string place)
    {
        nint address = PageMemory.Instance.Allocate(length);
        return address != -1
            ? new MemoryMapping(address, length, place)
            : throw new OutOfMemoryException(
                string.Create(CultureInfo.InvariantCulture, $"There is not enough memory for the {length} bytes of {place}."));
    }

    /// <summary>Asks for large pages of memory of <see cref="Allocate"/>.</summary>
    public void AdviseHugePages(nuint length) => PageMemory.Instance.AdviseHugePages(handle, length);

    /// <summary>A few bytes of this process, not zeroed.</summary>
    /// <exception cref="OutOfMemoryException">There is not enough memory.</exception>
    public static unsafe MemoryMapping AllocateFew(int length, string place)
        => new((nint)NativeMemory.Alloc((nuint)length), (nuint)length, place, isMapped: false);

    /// <summary>Makes memory of <see cref="Allocate"/> larger or smaller. Its pages may move, so it must not be in use.</summary>
    /// <returns>Whether there was enough memory; if not, nothing has changed.</returns>
    public bool TryResize(nuint length)
    {
        nint address = PageMemory.Instance.Resize(handle, _length, length);
        if (address == -1)
        {
            return false;
        }

        SetHandle(address);
        _length = length;
        return true;
    }

    /// <summary>Checks that the file still has the bytes.</summary>
    /// <exception cref="RecordFormatException">It was shortened.</exception>
    public void CheckLength()
    {
        if (_file is { } file && RandomAccess.GetLength(file) < _end)
        {
            throw new RecordFormatException(
                $"{_place} was shortened by another program while it was open, and its records are lost. Let that write another file, and "
                    + "give it the name of this one."
                    + (About is null ? "" : " A segment without a name cannot be shortened."));
        }
    }

    /// <summary>Must be called before a reference to one record leaves the library: <see cref="HandOut"/> for loops.</summary>
    public void HandOutOne()
    {
        if (_file is null || Environment.TickCount64 == _looked)
        {
            HandOutUnchecked();
            return;
        }

        HandOut();
        _looked = Environment.TickCount64;
    }

    /// <summary>Must be called before a span of the memory leaves the library.</summary>
    /// <exception cref="RecordFormatException">It is of a file that was shortened.</exception>
    public void HandOut()
    {
        CheckLength();
        HandOutUnchecked();
    }

    private void HandOutUnchecked()
    {
        if (!_isHandedOut)
        {
            Volatile.Write(ref _isHandedOut, true);
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (!disposing && _isHandedOut && !IsClosed)
        {
            SetHandleAsInvalid();
            _file?.DangerousRelease();
            AbandonedMemory.Report(_place, (long)_length, About);
            return;
        }

        base.Dispose(disposing);
    }

    /// <inheritdoc/>
    protected override unsafe bool ReleaseHandle()
    {
        _file?.DangerousRelease();
        if (_isMapped)
        {
            if (_view is null)
            {
                return PageMemory.Instance.Unmap(handle, _length);
            }

            _view.Dispose();
            return true;
        }

        NativeMemory.Free((void*)handle);
        return true;
    }
}
