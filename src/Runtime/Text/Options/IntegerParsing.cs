namespace SchemaToolkit;

/// <summary>Which texts are integers.</summary>
public enum IntegerParsing
{
    /// <summary>Digits, with or without a sign.</summary>
    Digits,

    /// <summary>Also a number with a point or an exponent whose value is exactly an integer (<c>1.0</c>, <c>1e3</c>). It is
    /// never converted to a float.</summary>
    AllowIntegralFloat,
}
