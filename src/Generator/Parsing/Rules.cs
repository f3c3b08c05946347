using Microsoft.CodeAnalysis;

namespace SchemaToolkit.Generator.Parsing;

/// <summary>Every diagnostic that the generator reports.</summary>
internal static class Rules
{
    public static readonly DiagnosticDescriptor NotPartial = Error(
        "STK0001",
        "A record must be partial",
        "'{0}' must be partial, so that the generator can add to it");

    public static readonly DiagnosticDescriptor Generic = Error(
        "STK0002",
        "A record cannot be generic",
        "'{0}' is generic or inside a generic type; its layout would depend on the type arguments");

    public static readonly DiagnosticDescriptor UnsupportedType = Error(
        "STK0003",
        "The field's type has no dtype",
        "Field '{0}' of type '{1}' has no numpy dtype; {2}");

    public static readonly DiagnosticDescriptor HiddenField = Error(
        "STK0004",
        "A record has plain public fields only",
        "'{0}' is {1}, so the record would have a hidden field; declare a public field instead");

    public static readonly DiagnosticDescriptor SeveralDeclarations = Error(
        "STK0005",
        "Fields are in several declarations",
        "The fields of '{0}' are in several declarations, and C# does not define their order; put them into one declaration");

    public static readonly DiagnosticDescriptor NoFields = Error(
        "STK0006",
        "A record needs fields",
        "'{0}' has no fields; declare at least one public field");

    public static readonly DiagnosticDescriptor DuplicateColumn = Error(
        "STK0007",
        "Two columns have the same name",
        "Fields '{0}' and '{1}' are both column '{2}'; name one of them with [Column]");

    public static readonly DiagnosticDescriptor MemberLeftOut = Info(
        "STK0008",
        "A generated member is left out",
        "'{0}' already has a member '{1}', so the generated one is left out");

    public static readonly DiagnosticDescriptor BadTextLength = Error(
        "STK0009",
        "The length of fixed text is not from 1 to 65,535",
        "'{0}' cannot have length {1}; the length must be from 1 to 65,535");

    public static readonly DiagnosticDescriptor OwnLayout = Error(
        "STK0010",
        "The generator decides the layout",
        "'{0}' {1}");

    public static readonly DiagnosticDescriptor ColumnsLeftOut = Info(
        "STK0011",
        "Columns are left out",
        "'{0}' gets no .Columns, and its writer no Add that takes fields: {1}");

    public static readonly DiagnosticDescriptor BadColumnName = Error(
        "STK0012",
        "A column needs a name",
        "The column name of field '{0}' is empty, or contains a NUL character or half of a surrogate pair");

    public static readonly DiagnosticDescriptor TextTooLong = Create(
        "STK0013",
        "The text does not fit",
        "The text has {0} {1} but {2} holds {3}, so the conversion throws; use a longer type or Truncate",
        DiagnosticSeverity.Warning);

    public static readonly DiagnosticDescriptor UnitOfNoTime = Error(
        "STK0014",
        "Only times have a unit",
        "Field '{0}' is neither Datetime64 nor Timedelta64, so it cannot have a [TimeUnit]");

    public static readonly DiagnosticDescriptor BadDtype = Error(
        "STK0015",
        "The dtype cannot be read",
        "This is not a valid dtype: {0}");

    public static readonly DiagnosticDescriptor NameMended = Info(
        "STK0016",
        "A column's name is not a valid C# name",
        "'{0}' cannot be the name of a field here, so the field is named '{1}'; the column keeps its name");

    public static readonly DiagnosticDescriptor TwoWays = Error(
        "STK0017",
        "Fields are declared in one way only",
        "The dtype declares the fields of '{0}'; remove field '{1}' or add it to the dtype");

    public static readonly DiagnosticDescriptor TooOld = Error(
        "STK0018",
        "The language or the framework is too old",
        "Nothing is generated for '{0}': the generated code needs {1}");

    public static readonly DiagnosticDescriptor ColumnsNeedCSharp14 = Create(
        "STK0019",
        "Columns need C# 14",
        "'{0}' gets no .Columns, and its writer no Add that takes fields: both are extension members of C# 14; "
            + "set <LangVersion>14</LangVersion>",
        DiagnosticSeverity.Warning);

    public static readonly DiagnosticDescriptor TooLargeForArrays = Info(
        "STK0020",
        "Arrays cannot hold the record",
        "'{0}' has {1} bytes, and .NET allows 65,535 for an element of an array; RecordText.Load, segments, streams, .npy maps "
            + "and HDF5 work, what returns an array does not");

    public static readonly DiagnosticDescriptor UndefinedValue = Error(
        "STK0021",
        "An attribute has a value that its enum lacks",
        "{0} has no member with the value {1}; use {2}");

    public static readonly DiagnosticDescriptor ArrayOfLargeRecords = Create(
        "STK0022",
        "An array cannot hold this record",
        "An array of '{0}' fails at run time (TypeLoadException): a record has {1} bytes, and .NET allows 65,535 for an element "
            + "of an array; use {2}",
        DiagnosticSeverity.Warning);

    public static readonly DiagnosticDescriptor PropertyRenamed = Info(
        "STK0023",
        "A column's property has another name than its field",
        "C# reserves the name '{0}' for an accessor, so the property of the column is named '{1}'; the field and the column keep theirs");

    public static readonly DiagnosticDescriptor NotCompleted = Create(
        "STK0024",
        "What was written is not completed on every path",
        "'{0}' has been written to and can be disposed without {1}(), so that nothing of it is kept; call {1}(), or Dispose() to say so",
        DiagnosticSeverity.Warning);

    public static readonly DiagnosticDescriptor NotDisposed = Create(
        "STK0025",
        "A disposable of the toolkit is never disposed",
        "Nobody disposes this {0}, so its memory or file stays open; declare it with 'using'",
        DiagnosticSeverity.Warning);

    public static readonly DiagnosticDescriptor SpanOfDisposed = Create(
        "STK0026",
        "A span is used after its owner was disposed",
        "This span points into the memory of '{0}', which is disposed before; use it within the life of '{0}', or copy with ToArray()",
        DiagnosticSeverity.Warning);

    public static readonly DiagnosticDescriptor NoWorkerLine = Create(
        "STK0027",
        "The program does not begin with the worker's line",
        "Worker processes start this program again; begin Main with: "
            + "if (RecordWorkers.IsWorker) return await RecordWorkers.RunWorkerAsync<T>();",
        DiagnosticSeverity.Warning,
        WellKnownDiagnosticTags.CompilationEnd);

    private static DiagnosticDescriptor Error(string id, string title, string message)
        => Create(id, title, message, DiagnosticSeverity.Error);

    private static DiagnosticDescriptor Info(string id, string title, string message)
        => Create(id, title, message, DiagnosticSeverity.Info);

    private static DiagnosticDescriptor Create(string id, string title, string message, DiagnosticSeverity severity, params string[] tags)
        => new(id, title, message, "SchemaToolkit", severity, isEnabledByDefault: true, helpLinkUri: HelpLinks.Of(id), customTags: tags);
}
