using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace SchemaToolkit;

/// <summary>libhdf5 refused a call or failed. The message names the operation, the file and the dataset, and ends with the
/// library's own error stack.</summary>
public sealed partial class Hdf5Exception : Exception
{
    internal Hdf5Exception(string doing, Version version, ImmutableArray<Hdf5Error> errors)
        : base(Describe(doing, version, errors))
        => Errors = errors;

    internal Hdf5Exception(string message, Exception? innerException = null)
        : base(message, innerException)
        => Errors = [];

    /// <summary>The library's error stack: the function that was called first, the root cause last.</summary>
    public ImmutableArray<Hdf5Error> Errors { get; }

    /// <summary>The part of the library that the root cause concerns, in its words (<c>Low-level I/O</c>); empty if it does not
    /// say.</summary>
    public string Major => Errors.IsEmpty ? "" : Errors[^1].Major;

    /// <summary>The kind of the root cause, in the library's words (<c>Write failed</c>); empty if it does not say.</summary>
    public string Minor => Errors.IsEmpty ? "" : Errors[^1].Minor;

    /// <summary>The error number (<c>errno</c>) with which the operating system refused something, so that the file itself may be good; 0
    /// if it did not.</summary>
    public int ErrorNumber
    {
        get
        {
            foreach (Hdf5Error error in Errors)
            {
                Match system = SystemCause().Match(error.Description);
                if (system.Success && int.TryParse(system.Groups["number"].ValueSpan, CultureInfo.InvariantCulture, out int number))
                {
                    return number;
                }
            }

            return 0;
        }
    }

    /// <summary>What went wrong first, in the library's words.</summary>
    internal string Cause => CauseOf(Errors);

    private static string CauseOf(ImmutableArray<Hdf5Error> errors)
    {
        if (errors.IsEmpty)
        {
            return "libhdf5 does not say why";
        }

        Match system = SystemCause().Match(errors[^1].Description);
        return system.Success ? $"{system.Groups["message"].Value} (errno {system.Groups["number"].Value})" : errors[^1].Description;
    }

    [GeneratedRegex("errno = (?<number>[0-9]+), error message = '(?<message>[^']*)'")]
    private static partial Regex SystemCause();

    private static string Describe(string doing, Version version, ImmutableArray<Hdf5Error> errors)
    {
        var text = new StringBuilder(doing).Append(" failed");
        text.Append(": ").Append(CauseOf(errors)).Append(CultureInfo.InvariantCulture, $". libhdf5 {version}:");
        if (errors.Any(static error => error.Description.Contains("unable to lock", StringComparison.Ordinal)))
        {
            text.Append(" If no other program has the file and its file system has no locks, set the environment variable "
                + "HDF5_USE_FILE_LOCKING to FALSE before this program starts.");
        }

        for (int i = 0; i < errors.Length; i++)
        {
            text.AppendLine().Append(CultureInfo.InvariantCulture, $"  #{i} {errors[i]}");
        }

        return text.ToString();
    }
}
