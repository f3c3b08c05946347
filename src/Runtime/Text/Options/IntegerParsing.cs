namespace SchemaToolkit;

/// <summary>What is an integer.</summary>
public enum IntegerParsing
{
    /// <summary>A sign and digits.</summary>
    Digits,

    /// <summary>Also a number with a point or an exponent whose value is an integer exactly (<c>1.0</c>, <c>1e3</c>); it
    /// never goes through a float.</summary>
    AllowIntegralFloat,
}
