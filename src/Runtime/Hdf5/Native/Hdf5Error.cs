using System.Globalization;

namespace SchemaToolkit;

/// <summary>One entry of libhdf5's error stack.</summary>
/// <param name="Function">The library's function that failed.</param>
/// <param name="SourceFile">The library's source file.</param>
/// <param name="Line">The line in it.</param>
/// <param name="Description">What went wrong there.</param>
/// <param name="Major">The part of the library it concerns.</param>
/// <param name="Minor">The kind of error.</param>
public readonly record struct Hdf5Error(string Function, string SourceFile, long Line, string Description, string Major, string Minor)
{
    /// <summary>The entry as the library prints it, on one line.</summary>
    /// <returns>The text.</returns>
    public override string ToString()
        => string.Create(CultureInfo.InvariantCulture, $"{SourceFile} line {Line} in {Function}(): {Description} [{Major}: {Minor}]");
}
