using System.Globalization;
using System.Text;

namespace SchemaToolkit.Generator.Parsing;

/// <summary>Makes column names and parameter names from field names.</summary>
internal static class ColumnNames
{
    private enum Last
    {
        Other,
        Space,
        Upper,
        LowerOrDigit,
    }

    /// <summary>Converts a name as <c>JsonNamingPolicy.SnakeCaseLower</c> does, which netstandard2.0 lacks.</summary>
    public static string SnakeCase(string name)
    {
        // Follows System.Text.Json/Common/JsonSeparatorNamingPolicy.cs. A word starts at an upper-case letter that is after
        // a lower-case letter or a digit, or before a lower-case letter. Characters that are not letters or digits are kept.
        var result = new StringBuilder();
        Last last = Last.Other;
        for (int i = 0; i < name.Length; i++)
        {
            char c = name[i];
            switch (char.GetUnicodeCategory(c))
            {
                case UnicodeCategory.UppercaseLetter:
                    bool startsWord = last is Last.LowerOrDigit or Last.Space
                        || (last == Last.Upper && i + 1 < name.Length && char.IsLower(name[i + 1]));
                    result.Append(startsWord ? "_" : "").Append(char.ToLowerInvariant(c));
                    last = Last.Upper;
                    break;
                case UnicodeCategory.LowercaseLetter or UnicodeCategory.DecimalDigitNumber:
                    result.Append(last == Last.Space ? "_" : "").Append(c);
                    last = Last.LowerOrDigit;
                    break;
                case UnicodeCategory.SpaceSeparator:
                    last = last == Last.Other ? Last.Other : Last.Space;
                    break;
                default:
                    result.Append(c);
                    last = Last.Other;
                    break;
            }
        }

        return result.ToString();
    }

    /// <summary>The name of the constructor's parameter: the field's name, with its first letter or its first run of capitals
    /// in lower case.</summary>
    public static string CamelCase(string name)
    {
        char[] chars = name.ToCharArray();
        for (int i = 0; i < chars.Length && char.IsUpper(chars[i]); i++)
        {
            if (i > 0 && i + 1 < chars.Length && char.IsLower(chars[i + 1]))
            {
                break;
            }

            chars[i] = char.ToLowerInvariant(chars[i]);
        }

        return new string(chars);
    }
}
