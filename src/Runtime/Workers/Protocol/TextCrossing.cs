namespace SchemaToolkit;

/// <summary>Checks whether <see cref="TextOptions"/> can cross to another process.</summary>
internal static class TextCrossing
{
    /// <summary>Refuses options that have no meaning in another process, before any process is started.</summary>
    /// <param name="text">The options.</param>
    /// <param name="name">The options' name for the caller.</param>
    /// <exception cref="ArgumentException">The options have such a value.</exception>
    public static void Check(TextOptions? text, string name)
    {
        if (text is not null && ComparerConverter.NameOf(text.ColumnNameComparer) is null)
        {
            throw new ArgumentException(
                $"{name}.{nameof(TextOptions.ColumnNameComparer)} is a custom comparer, which cannot cross to a worker process. "
                    + $"Use {nameof(StringComparer.Ordinal)} or {nameof(StringComparer.OrdinalIgnoreCase)}; "
                    + $"for any other, give the TextOptions to the work in RunWorkerAsync.");
        }

        if (text?.ErrorHandler is not null)
        {
            throw new ArgumentException(
                $"{name}.{nameof(TextOptions.ErrorHandler)} is a delegate, which cannot cross to a worker process. "
                    + $"Use {nameof(TextOptions.ErrorPolicy)}, or give the TextOptions to the work in RunWorkerAsync.");
        }
    }
}
