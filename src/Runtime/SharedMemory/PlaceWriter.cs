using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace SchemaToolkit;

/// <summary>Writes records to their place in a parent's file, and never beside it.</summary>
/// <typeparam name="T">The record.</typeparam>
internal sealed class PlaceWriter<T> : IDisposable
    where T : unmanaged, ISharedRecord<T>
{
    private readonly SafeFileHandle _file;
    private readonly PlaceInFile _place;

    /// <exception cref="IOException">The parent's file cannot be opened.</exception>
    public PlaceWriter(PlaceInFile place)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(place.Offset);
        ArgumentOutOfRangeException.ThrowIfNegative(place.Rows);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(place.Rows, (long.MaxValue - place.Offset) / Unsafe.SizeOf<T>());
        _place = place;
        _file = NativeMethods.Open(place.Path, NativeMethods.OpenReadWrite | NativeMethods.OpenCloseOnExec, 0);
        if (_file.IsInvalid)
        {
            throw SystemError.Exception($"The parent's file {place.Path} cannot be opened");
        }
    }

    /// <summary>The records that there is room for.</summary>
    public long Rows => _place.Rows;

    /// <summary>Whether something could not be written, so that the place has a hole.</summary>
    public bool IsBroken { get; private set; }

    /// <summary>Writes the records that there is room for.</summary>
    /// <param name="start">The number of the first.</param>
    /// <param name="records">The records; their booleans are 0 or 1.</param>
    /// <returns>How many there was room for.</returns>
    public int Write(long start, ReadOnlySpan<T> records)
    {
        int count = (int)Math.Clamp(Rows - start, 0, records.Length);
        if (count > 0)
        {
            try
            {
                FileBytes.Write(
                    _file,
                    MemoryMarshal.AsBytes(records[..count]),
                    _place.Offset + (start * Unsafe.SizeOf<T>()),
                    $"The parent's file {_place.Path}");
            }
            catch (SharedMemoryFullException full)
            {
                IsBroken = true;
                throw new IOException("there is no space left where the file is", full);
            }
            catch
            {
                IsBroken = true;
                throw;
            }
        }

        return count;
    }

    /// <summary>Closes the file. Nobody may be writing.</summary>
    public void Dispose() => _file.Dispose();
}
