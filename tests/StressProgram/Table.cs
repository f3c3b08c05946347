using System.Globalization;
using System.IO.Compression;
using System.Text.Unicode;

namespace StressProgram;

/// <summary>A text table of a random shape.</summary>
internal sealed class Table
{
    private const string Digits = "000000000000000000000000000000000000000000000000000000000000";

    private readonly Random _random;
    private readonly bool _isWide;
    private readonly string _separator;
    private readonly string _lineEnd;
    private readonly byte[] _line = new byte[512];
    private readonly MemoryStream _written = new();
    private readonly Lazy<byte[]> _gzip;
    private readonly Lazy<byte[]> _bgzf;

    /// <param name="random">Where its shape comes from.</param>
    /// <param name="isWide">Whether its rows are those of <see cref="Wide"/>, in place of <see cref="CpgSite"/>.</param>
    public Table(Random random, bool isWide)
    {
        _random = random;
        _isWide = isWide;
        Options = random.Next(3) switch
        {
            0 => TextOptions.Tsv,
            1 => TextOptions.Whitespace,
            _ => TextOptions.Csv with { Quote = null },
        };
        _separator = Options.Delimiter is { } delimiter ? delimiter.ToString() : "  ";
        _lineEnd = random.Next(4) == 0 ? "\r\n" : "\n";
        Write();
        byte[] text = Text = _written.ToArray();
        _gzip = new(() => GzipFile.Compress(text, CompressionLevel.Fastest));
        _bgzf = new(() => [.. GzipFile.Bgzf(text, 60_000, CompressionLevel.Fastest), .. GzipFile.BgzfEnd]);
    }

    public TextOptions Options { get; }

    public byte[] Text { get; }

    public byte[] In(Container container) => container switch
    {
        Container.Gzip => _gzip.Value,
        Container.Bgzf => _bgzf.Value,
        _ => Text,
    };

    // Parts of the table differ in the length of their rows. What the first rows let a reader expect is wrong, mostly.
    private void Write()
    {
        // Half of the tables have a few rows or many; the others more than memory is first made for.
        int most = _isWide ? 60_000 : 300_000;
        int rows = _random.Next(2) == 0 ? (int)Math.Exp(_random.NextDouble() * Math.Log(most)) : _random.Next(most / 4, most);
        int bad = Every(rows < 3_000 ? 10 : rows / 300, rows / 30, rows / 10);
        int comments = Every(10, 1_000);
        int parts = _random.Next(1, 6);
        for (int row = 0, part = 0; row < rows; part++)
        {
            bool isLong = part == 0 ? _random.Next(4) > 0 : _random.Next(3) == 0;
            int length = isLong ? _random.Next(20, Digits.Length) : _random.Next(3);
            int end = part == parts ? rows : Math.Min(rows, row + Math.Max(100, rows * _random.Next(1, 50) / 100));
            for (; row < end; row++)
            {
                if (_random.Next(comments) == 0)
                {
                    Line(_random.Next(2) == 0 ? "" : "# a comment");
                }

                Row(row, length, _random.Next(bad) == 0 ? _random.Next(1, 4) : 0);
            }
        }

        if (_random.Next(4) == 0 && _written.Length > 0)
        {
            _written.SetLength(_written.Length - _lineEnd.Length);
        }
    }

    // One of some distances between what is now and then, or never.
    private int Every(params ReadOnlySpan<int> distances)
        => _random.Next(distances.Length + 1) is var chosen && chosen < distances.Length ? Math.Max(2, distances[chosen]) : int.MaxValue;

    private void Row(int number, int length, int fault)
    {
        string integer = fault == 1 ? "NA" : fault == 2 ? "99999999999" : number.ToString(CultureInfo.InvariantCulture);
        string more = fault == 3 ? _separator + "more" : "";
        string digits = Digits[..length];
        Line(_isWide ? $"x{digits}{_separator}{integer}{more}" : $"chr{number % 22}{_separator}{integer}{_separator}{number % 97}.{digits}5{_separator}{number % 60}{_separator}{number % 7}{more}");
    }

    private void Line(string line)
    {
        Utf8.TryWrite(_line, $"{line}{_lineEnd}", out int length);
        _written.Write(_line, 0, length);
    }
}
