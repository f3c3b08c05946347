using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace SchemaToolkit.Tests.Loading;

/// <summary>What libhdf5's own programs say of a file.</summary>
internal static partial class Hdf5Tools
{
    /// <summary>Both files have the same objects with the same properties and the same data, and in the same places.</summary>
    public static void AssertAlike(string expected, string actual, bool places = true)
    {
        Assert.Equal(Dump(expected, places), Dump(actual, places));
        (int exitCode, string said) = Run("h5diff", "-v", expected, actual);
        Assert.True(exitCode == 0, said);
    }

    /// <summary>Nothing in the file is left over: <c>h5repack</c> makes it at most 1 % smaller. What counts is the space on the
    /// file system: holes take none.</summary>
    public static void AssertCompact(string path)
    {
        string packed = path + ".packed";
        (int exitCode, string said) = Run("h5repack", path, packed);
        Assert.True(exitCode == 0, said);

        // .NET alone gives no space back within a file.
        double most = Portable.IsOn ? 1.5 : 1.01;
        Assert.InRange(Space(path), 0, (long)(Space(packed) * most) + 4096);
        File.Delete(packed);
    }

    private static long Space(string path)
    {
        (int exitCode, string said) = Run("du", "--block-size=1", path);
        Assert.True(exitCode == 0, said);
        return long.Parse(said.AsSpan(0, said.IndexOf('\t')), CultureInfo.InvariantCulture);
    }

    private static string Dump(string path, bool places)
    {
        (int exitCode, string said) = Run("h5dump", "-p", "-H", path);
        Assert.True(exitCode == 0, said);
        said = FileName().Replace(said, "");
        return places ? said : Offset().Replace(said, "OFFSET");
    }

    private static (int ExitCode, string Said) Run(string program, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string said = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, said + errors.Result);
    }

    [GeneratedRegex("^HDF5 \".*\"")]
    private static partial Regex FileName();

    [GeneratedRegex("OFFSET [0-9]+")]
    private static partial Regex Offset();
}
