using System;

namespace SchemaToolkit.Generator.Parsing.Dtypes;

/// <summary>A dtype string cannot be read.</summary>
internal sealed class DtypeException(string message, int position) : Exception(message)
{
    /// <summary>The place of the wrong character in the string.</summary>
    public int Position { get; } = position;
}
