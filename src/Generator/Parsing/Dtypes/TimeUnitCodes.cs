using System;

namespace SchemaToolkit.Generator.Parsing.Dtypes;

/// <summary>numpy's abbreviations of the units of time.</summary>
internal static class TimeUnitCodes
{
    // In the order of the runtime's enum.
    private static readonly string[] _codes = ["ns", "us", "ms", "s", "m", "h", "D", "W", "M", "Y", "ps", "fs", "as"];

    public static string Of(int unit) => _codes[unit];

    /// <summary>The unit with an abbreviation; <see langword="null"/> if there is none.</summary>
    public static int? Parse(string code) => Array.IndexOf(_codes, code) is >= 0 and var unit ? unit : null;
}
