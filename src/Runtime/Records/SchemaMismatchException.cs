namespace SchemaToolkit;

/// <summary>The data of a segment, a <c>.npy</c> file or a dataset has another dtype than the record. The message names the
/// first field that differs.</summary>
public sealed class SchemaMismatchException : Exception
{
    /// <summary>Says what differs.</summary>
    /// <param name="message">The message.</param>
    public SchemaMismatchException(string message)
        : base(message)
    {
    }

    internal static void ThrowIfDifferent(RecordSchema expected, RecordSchema found, string place)
    {
        if (expected.FirstDifference(found) is { } difference)
        {
            throw new SchemaMismatchException(
                $"{place} does not hold {expected.Name} records: {difference}. It holds {found.NumpyDescr}; "
                    + $"{expected.Name} is {expected.NumpyDescr}.");
        }
    }
}
