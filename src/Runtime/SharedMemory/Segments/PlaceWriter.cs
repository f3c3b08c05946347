using Microsoft.Win32.SafeHandles;

namespace SchemaToolkit;

/// <summary>Writes records to their place in a parent's file, and never beside it.</summary>
internal sealed class PlaceWriter : IDisposable
{
    private readonly SafeFileHandle _file;
    private readonly PlaceInFile _place;
    private readonly int _size;

    /// <param name="place">The place.</param>
    /// <param name="size">Bytes of a record.</param>
    /// <exception cref="IOException">The parent's file cannot be opened.</exception>
    public PlaceWriter(PlaceInFile place, int size)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(place.Offset);
        ArgumentOutOfRangeException.ThrowIfNegative(place.Rows);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(place.Rows, (long.MaxValue - place.Offset) / size);
        _place = place;
        _size = size;
        _file = Portable.IsOn
            ? File.OpenHandle(place.Path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete)
            : NativeMethods.Open(place.Path, NativeMethods.OpenReadWrite | NativeMethods.OpenCloseOnExec, 0);
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
    /// <param name="records">The bytes of the records; their booleans are 0 or 1.</param>
    /// <returns>How many there was room for.</returns>
    public int Write(long start, ReadOnlySpan<byte> records)
    {
        int count = (int)Math.Clamp(Rows - start, 0, records.Length / _size);
        if (count > 0)
        {
            try
            {
                FileBytes.Write(
                    _file,
                    records[..(count * _size)],
                    _place.Offset + (start * _size),
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
