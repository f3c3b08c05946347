namespace SchemaToolkit;

/// <summary>Rows of another dataset, as a part of a virtual one.</summary>
/// <param name="Dataset">The dataset's name.</param>
/// <param name="File">The file that it is in: a path from the directory of the virtual dataset's file, at or below it. By default, that
/// file itself.</param>
public sealed record Hdf5VirtualPart(string Dataset, string? File = null)
{
    /// <summary>The first row, from 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public long Start
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            field = value;
        }
    }

    /// <summary>How many rows; <see langword="null"/>, the default, means all from <see cref="Start"/> on that the dataset has now.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public long? Count
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value ?? 0, nameof(value));
            field = value;
        }
    }
}
