using System.Collections.Generic;

namespace SchemaToolkit.Generator.Parsing.Dtypes;

/// <summary>A Python literal, of the kinds that numpy uses to print a dtype.</summary>
/// <param name="Start">The place of its first character.</param>
/// <param name="End">The place after its last character.</param>
internal abstract record PythonLiteral(int Start, int End);

internal sealed record PythonText(string Value, int Start, int End) : PythonLiteral(Start, End);

internal sealed record PythonNumber(long Value, int Start, int End) : PythonLiteral(Start, End);

internal sealed record PythonBool(bool Value, int Start, int End) : PythonLiteral(Start, End);

internal sealed record PythonNone(int Start, int End) : PythonLiteral(Start, End);

internal sealed record PythonTuple(IReadOnlyList<PythonLiteral> Items, int Start, int End) : PythonLiteral(Start, End);

internal sealed record PythonList(IReadOnlyList<PythonLiteral> Items, int Start, int End) : PythonLiteral(Start, End);

internal sealed record PythonDict(
    IReadOnlyList<(PythonText Key, PythonLiteral Value)> Items,
    int Start,
    int End) : PythonLiteral(Start, End);
