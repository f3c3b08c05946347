using System.Globalization;
using System.Text;

namespace SchemaToolkit.Tests.Loading;

/// <summary>Tables of sites.</summary>
internal static class Tables
{
    /// <summary>A bound of 0 for the size of tables that go through memory: none does.</summary>
    public const long Always = 0;

    public static string Row(int i)
        => string.Create(CultureInfo.InvariantCulture, $"chr{1 + (i % 22)}\t{i * 37}\t{i % 101 / 4f}\t{i % 60}\t{i % 7}");

    public static string Rows(int count, string lineEnd = "\n")
    {
        var text = new StringBuilder();
        for (int i = 0; i < count; i++)
        {
            text.Append(Row(i)).Append(lineEnd);
        }

        return text.ToString();
    }

    public static long LoadInPlace<T>(RecordHdf5 file, string name, TextSource source, TextOptions? options = null, TextReadReport? report = null, IProgress<TextProgress>? progress = null, CancellationToken cancellationToken = default)
        where T : unmanaged, ISharedRecord<T>
        => RecordHdf5Loading.Load(file, name, source, RowCode.Of<T>(), options ?? TextOptions.Tsv, null, report, Always, progress, cancellationToken);
}
