using System;

namespace SchemaToolkit.Generator.Parsing.Dtypes;

/// <summary>numpy's abbreviations of the units of time, in the order of the runtime's enum.</summary>
internal static class TimeUnitCodes
{
    private static readonly string[] _codes = ["ns", "us", "ms", "s", "m", "h", "D", "W", "M", "Y", "ps", "fs", "as"];

    public static string Of(int unit) => _codes[unit];

    /// <summary>The unit of an abbreviation; <see langword="null"/> when it is not one.</summary>
    public static int? Parse(string code) => Array.IndexOf(_codes, code) is >= 0 and var unit ? unit : null;
}
