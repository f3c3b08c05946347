using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace SchemaToolkit.Benchmarks;

/// <summary>The tables. Each is made once and is the same on every run and machine.</summary>
internal sealed class Tables(string directory, int rows)
{
    // The start of a BGZF member, up to its size.
    private static readonly byte[] _bgzfHeader = [0x1F, 0x8B, 8, 4, 0, 0, 0, 0, 0, 0xFF, 6, 0, (byte)'B', (byte)'C', 2, 0];

    public string Reference => Make(directory, $"reference-{rows}.tsv", rows, static (random, line) => Site(random, line, '\t', 4, 0));

    /// <summary>Like the reference, with a tenth of its rows.</summary>
    public string Tenth
        => Make(directory, $"reference-{rows / 10}.tsv", rows / 10, static (random, line) => Site(random, line, '\t', 4, 0));

    public string Csv => Make(directory, $"plain-{rows}.csv", rows, static (random, line) => Site(random, line, ',', 4, 0));

    public string QuotedText => Make(directory, $"quoted-{rows}.csv", rows, static (random, line) => Quote(Site(random, line, ',', 4, 0), 1));

    public string QuotedAll => Make(directory, $"all-quoted-{rows}.csv", rows, static (random, line) => Quote(Site(random, line, ',', 4, 0), int.MaxValue));

    /// <summary>With quotes in one row of a hundred.</summary>
    public string QuotedSeldom
        => Make(directory, $"seldom-quoted-{rows}.csv", rows, static (random, line) => Quote(Site(random, line, ',', 4, 0), random.Next(100) == 0 ? 1 : 0));

    public string DecimalComma
        => Make(directory, $"comma-{rows}.csv", rows, static (random, line) => Site(random, line, ';', 4, 0).Replace('.', ','));

    public string IntegralFloats
        => Make(directory, $"integral-{rows}.csv", rows, static (random, line) => Site(random, line, ',', 4, 0).Append(".0"));

    public string Blanks => Make(directory, $"blanks-{rows}.txt", rows, static (random, line) => Site(random, line, ' ', 4, 0));

    public string Negative => Make(directory, $"negative-{rows}.tsv", rows, static (random, line) => Site(random, line, '\t', 4, 0, "-"));

    public string SixDecimals => Make(directory, $"six-{rows}.tsv", rows, static (random, line) => Site(random, line, '\t', 6, 0));

    public string Fractions => Make(directory, $"fractions-{rows}.tsv", rows, static (random, line) => Site(random, line, '\t', 0, 0));

    public string LongNames => Make(directory, $"names-{rows}.tsv", rows, static (random, line) => Site(random, line, '\t', 4, 14));

    public string CrLf => Make(directory, $"crlf-{rows}.tsv", rows, static (random, line) => Site(random, line, '\t', 4, 0).Append('\r'));

    public string Numbers => Make(directory, $"numbers-{rows / 5}.tsv", rows / 5, static (random, line) =>
    {
        for (int i = 0; i < 20; i++)
        {
            line.Append(i > 0 ? "\t" : "").Append(((random.NextDouble() - 0.5) * 2000).ToString("0.####", CultureInfo.InvariantCulture));
        }
    });

    /// <summary>Numbers as np.savetxt writes them by default: <c>-7.316593954652831121e+02</c>.</summary>
    public string Savetxt => Make(directory, $"savetxt-{rows / 10}.txt", rows / 10, static (random, line) =>
    {
        for (int i = 0; i < 10; i++)
        {
            // .NET writes three digits of exponent, C two.
            line.Append(i > 0 ? " " : "").Append(((random.NextDouble() - 0.5) * 2000).ToString("e18", CultureInfo.InvariantCulture));
            line.Remove(line.Length - 3, 1);
        }
    });

    /// <summary>Numbers as Python's repr and the toolkit write them: the shortest text of a double, mostly of 16 or 17 digits.</summary>
    public string Digits17 => Make(directory, $"digits-{rows / 10}.tsv", rows / 10, static (random, line) =>
    {
        for (int i = 0; i < 10; i++)
        {
            line.Append(i > 0 ? "\t" : "").Append(((random.NextDouble() - 0.5) * 2000).ToString(CultureInfo.InvariantCulture));
        }
    });

    public string Radiation => Make(directory, $"radiation-{rows / 10}.txt", rows / 10, static (random, line) =>
    {
        line.Append(CultureInfo.InvariantCulture, $" 2016  {random.Next(365),3}  {random.Next(12),2} {random.Next(30),2}");
        line.Append(CultureInfo.InvariantCulture, $" {random.Next(24),2} {random.Next(60),2}");
        line.Append(CultureInfo.InvariantCulture, $" {random.NextDouble() * 24,6:0.000} {random.NextDouble() * 150,6:0.00}");
        for (int i = 0; i < 20; i++)
        {
            line.Append(random.Next(4) == 0
                ? " -9999.9 1"
                : string.Create(CultureInfo.InvariantCulture, $" {(random.NextDouble() * 900) - 100,7:0.0} 0"));
        }
    });

    public string Others => Make(directory, $"others-{rows / 5}.tsv", rows / 5, static (random, line) => line
        .Append(CultureInfo.InvariantCulture, $"{random.Next(2000) / 16.0}\t{random.Next()}\t{random.NextDouble():0.#####}")
        .Append(CultureInfo.InvariantCulture, $"\tab{random.Next(9)}\t{random.Next(2)}"));

    public string Gzip => Compress(Reference, Reference + ".gz", static (text, file) =>
    {
        using var gzip = new GZipStream(file, CompressionLevel.Optimal);
        text.CopyTo(gzip);
    });

    public string Bgzf => Compress(Reference, Reference + ".bgz", static (text, file) =>
    {
        byte[] part = new byte[65_280];
        while (text.ReadAtLeast(part, part.Length, throwOnEndOfStream: false) is > 0 and var length)
        {
            using var member = new MemoryStream();
            using (var gzip = new GZipStream(member, CompressionLevel.Optimal, leaveOpen: true))
            {
                gzip.Write(part, 0, length);
            }

            file.Write(_bgzfHeader);
            file.Write(BitConverter.GetBytes((ushort)(member.Length + 7)));
            file.Write(member.GetBuffer().AsSpan(10, (int)member.Length - 10));
        }

        // The empty member that ends every BGZF file.
        file.Write([.. _bgzfHeader, 0x1B, 0, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    });

    // Puts the first cells in quotes.
    private static StringBuilder Quote(StringBuilder line, int cells)
    {
        string[] all = line.ToString().Split(',');
        return line.Clear().AppendJoin(',', all.Select((cell, i) => i < cells ? $"\"{cell}\"" : cell));
    }

    private static StringBuilder Site(Random random, StringBuilder line, char delimiter, int decimals, int longer, string sign = "")
    {
        int c = random.Next(20);
        int t = 1 + random.Next(40);
        double part = (double)c / (c + t);
        string percent = decimals == 0
            ? part.ToString("0.###############", CultureInfo.InvariantCulture)
            : Math.Round(100 * part, decimals).ToString(CultureInfo.InvariantCulture);
        return line.Append("chr").Append(1 + random.Next(22)).Append(longer > 0 ? "_gl000220_random_alt"[..longer] : "")
            .Append(delimiter).Append(sign).Append(random.Next(248_956_422))
            .Append(delimiter).Append(sign).Append(percent)
            .Append(delimiter).Append(c)
            .Append(delimiter).Append(t);
    }

    private static string Make(string directory, string name, int rows, Action<Random, StringBuilder> write)
    {
        string path = Path.Combine(directory, name);
        if (!File.Exists(path))
        {
            var random = new Random(1);
            var line = new StringBuilder();
            using var file = new StreamWriter(path + ".part");
            for (int i = 0; i < rows; i++)
            {
                write(random, line.Clear());
                file.Write(line.Append('\n'));
            }

            file.Close();
            File.Move(path + ".part", path);
        }

        return path;
    }

    private static string Compress(string path, string to, Action<Stream, Stream> write)
    {
        if (!File.Exists(to))
        {
            using (FileStream text = File.OpenRead(path))
            using (FileStream file = File.Create(to + ".part"))
            {
                write(text, file);
            }

            File.Move(to + ".part", to);
        }

        return to;
    }
}
