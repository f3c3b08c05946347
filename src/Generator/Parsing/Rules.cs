using Microsoft.CodeAnalysis;

namespace SchemaToolkit.Generator.Parsing;

/// <summary>Every diagnostic the generator reports.</summary>
internal static class Rules
{
    public static readonly DiagnosticDescriptor NotPartial = Error("STK0001", "A record must be partial", "'{0}' must be declared partial, so that the generator can add to it");

    public static readonly DiagnosticDescriptor Generic = Error("STK0002", "A record cannot be generic", "'{0}' is generic or lies in a generic type; its layout would differ from one type argument to the next");

    public static readonly DiagnosticDescriptor UnsupportedType = Error("STK0003", "Field type has no dtype", "Field '{0}' of type '{1}' has no numpy dtype; {2}");

    public static readonly DiagnosticDescriptor HiddenField = Error("STK0004", "A record has plain public fields only", "'{0}' {1}, which would lie in the record unseen; declare a public field instead");

    public static readonly DiagnosticDescriptor SeveralDeclarations = Error("STK0005", "Fields spread over several declarations", "The fields of '{0}' stand in several declarations, whose order C# does not define; put them into one");

    public static readonly DiagnosticDescriptor NoFields = Error("STK0006", "A record needs fields", "'{0}' has no fields");

    public static readonly DiagnosticDescriptor DuplicateColumn = Error("STK0007", "Two columns of one name", "Fields '{0}' and '{1}' both are column '{2}'; name one of them with [Column]");

    public static readonly DiagnosticDescriptor MemberLeftOut = Info("STK0008", "A generated member is left out", "'{0}' has a member '{1}' of its own, so the generated one is left out");

    public static readonly DiagnosticDescriptor BadTextLength = Error("STK0009", "Fixed text has a length from 1 to 65,535", "'{0}' cannot hold {1} bytes; the length is from 1 to 65,535");

    public static readonly DiagnosticDescriptor OwnLayout = Error("STK0010", "The generator lays a record out", "'{0}' {1}; a record's layout is the generator's");

    public static readonly DiagnosticDescriptor ColumnsLeftOut = Info("STK0011", "Columns are left out", "'{0}' gets no .Columns and no Add of its fields: {1}");

    public static readonly DiagnosticDescriptor BadColumnName = Error("STK0012", "A column needs a name", "The column of field '{0}' needs a name, without NUL characters");

    public static readonly DiagnosticDescriptor TextTooLong = Create("STK0013", "Text does not fit", "The text has {0} {1} where {2} holds {3}, so the conversion throws; use a longer type, or Truncate", DiagnosticSeverity.Warning);

    public static readonly DiagnosticDescriptor UnitOfNoTime = Error("STK0014", "Only times have a unit", "Field '{0}' is neither Datetime64 nor Timedelta64, so it has no [TimeUnit]");

    public static readonly DiagnosticDescriptor BadDtype = Error("STK0015", "A dtype that cannot be read", "This is not a dtype: {0}");

    public static readonly DiagnosticDescriptor NameMended = Info("STK0016", "A column's name is no C# name", "'{0}' cannot be the name of a field here, so the field is '{1}'; the column keeps its name");

    public static readonly DiagnosticDescriptor TwoWays = Error("STK0017", "Fields are declared one way only", "The fields of '{0}' come from its dtype; '{1}' is one too many");

    private static DiagnosticDescriptor Error(string id, string title, string message) => Create(id, title, message, DiagnosticSeverity.Error);

    private static DiagnosticDescriptor Info(string id, string title, string message) => Create(id, title, message, DiagnosticSeverity.Info);

    private static DiagnosticDescriptor Create(string id, string title, string message, DiagnosticSeverity severity)
        => new(id, title, message, "SchemaToolkit", severity, isEnabledByDefault: true);
}
