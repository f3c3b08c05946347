using System;

namespace SchemaToolkit.Generator.Parsing.Dtypes;

/// <summary>A dtype string that cannot be read, and where.</summary>
internal sealed class DtypeException(string message, int position) : Exception(message)
{
    /// <summary>The offending character, from the start of the string.</summary>
    public int Position { get; } = position;
}
