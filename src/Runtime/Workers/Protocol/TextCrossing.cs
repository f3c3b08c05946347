namespace SchemaToolkit;

/// <summary>How <see cref="TextOptions"/> cross to another process, and what of them does not.</summary>
internal static class TextCrossing
{
    /// <summary>Refuses what has no meaning in another process, before any is started.</summary>
    /// <param name="text">The options.</param>
    /// <param name="name">What they are to the caller.</param>
    /// <exception cref="ArgumentException">The options hold such a thing.</exception>
    public static void Check(TextOptions? text, string name)
    {
        if (text is not null && ComparerConverter.NameOf(text.ColumnNameComparer) is null)
        {
            throw new ArgumentException(
                $"{name}.{nameof(TextOptions.ColumnNameComparer)} is a comparer of its own, which cannot cross to a worker process. "
                    + $"{nameof(StringComparer.Ordinal)} and {nameof(StringComparer.OrdinalIgnoreCase)} can; "
                    + $"for any other, give the TextOptions to the work in RunWorkerAsync.");
        }

        if (text?.ErrorHandler is not null)
        {
            throw new ArgumentException(
                $"{name}.{nameof(TextOptions.ErrorHandler)} is a delegate, which cannot cross to a worker process. "
                    + $"{nameof(TextOptions.ErrorPolicy)} can; or give the TextOptions to the work in RunWorkerAsync.");
        }
    }
}
