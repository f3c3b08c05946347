using System.Text;

namespace SchemaToolkit.Generator.Parsing;

/// <summary>Field names → column names, as <c>JsonNamingPolicy.SnakeCaseLower</c> makes them (which netstandard2.0
/// does not have).</summary>
internal static class ColumnNames
{
    private enum Last
    {
        None,
        Separator,
        Upper,
        Other,
    }

    // After System.Text.Json/Common/JsonSeparatorNamingPolicy: a word starts at an upper-case letter that follows a
    // lower-case one or a digit, or that precedes a lower-case one; anything but letters and digits separates.
    public static string SnakeCase(string name)
    {
        var result = new StringBuilder();
        Last last = Last.None;
        bool separate = false;
        for (int i = 0; i < name.Length; i++)
        {
            char c = name[i];
            if (char.IsUpper(c))
            {
                bool startsWord = last == Last.Other || (last == Last.Upper && i + 1 < name.Length && char.IsLower(name[i + 1]));
                if (startsWord || separate)
                {
                    result.Append('_');
                }

                result.Append(char.ToLowerInvariant(c));
                last = Last.Upper;
                separate = false;
            }
            else if (char.IsLetterOrDigit(c))
            {
                if (separate)
                {
                    result.Append('_');
                }

                result.Append(c);
                last = Last.Other;
                separate = false;
            }
            else if (c == '_' || c == ' ' || c == '-')
            {
                separate = result.Length > 0;
                last = Last.Separator;
            }
            else
            {
                result.Append(c);
                last = Last.None;
                separate = false;
            }
        }

        return result.Length == 0 ? name : result.ToString();
    }

    /// <summary>The name of the constructor's parameter: the field's with its first letter, or its run of capitals,
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
