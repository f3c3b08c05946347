using System.Collections.Immutable;
using System.Text;
using System.Text.Json.Serialization;

namespace SchemaToolkit;

/// <summary>
/// How a text table is written. The default is that of <c>np.loadtxt</c>: columns separated by blanks, <c>#</c> begins a
/// comment, no header, no quotes. <see cref="Tsv"/>, <see cref="Csv"/> and <see cref="Whitespace"/> are where to start;
/// <c>TextOptions.Tsv with { Header = HeaderMode.MapByName }</c> goes on from there.
/// </summary>
public sealed record TextOptions
{
    /// <summary>Separated by tabs; no quotes.</summary>
    public static TextOptions Tsv { get; } = new() { Delimiter = '\t' };

    /// <summary>Separated by commas; quotes are <c>"</c>.</summary>
    public static TextOptions Csv { get; } = new() { Delimiter = ',', Quote = '"' };

    /// <summary>Separated by runs of blanks: the default.</summary>
    public static TextOptions Whitespace { get; } = new();

    /// <summary>What separates columns, an ASCII character; <see langword="null"/> for any run of blanks (space, tab,
    /// vertical tab, form feed).</summary>
    public char? Delimiter { get; init; }

    /// <summary>What begins a comment, anywhere outside quotes; the rest of the line is left out. Empty for no comments.</summary>
    public IReadOnlyList<string> CommentPrefixes { get; init; } = ["#"];

    /// <summary>What encloses a cell that holds delimiters, comments or line ends, itself doubled within; an ASCII
    /// character. It counts only at the start of a cell. Line ends within quotes become LF.</summary>
    public char? Quote { get; init; }

    /// <summary>What becomes of the header line.</summary>
    public HeaderMode Header { get; init; }

    /// <summary>How names of the header are compared with those of the fields.</summary>
    public StringComparer ColumnNameComparer { get; init; } = StringComparer.Ordinal;

    /// <summary>Physical lines to leave out at the start, comments and blank lines counted: numpy's <c>skiprows</c>.</summary>
    public int SkipLines { get; init; }

    /// <summary>The most rows to read; what follows them is not looked at.</summary>
    public long? MaxRows { get; init; }

    /// <summary>The column of each field (each leaf of nested records and arrays), from 0, or from -1 backwards from the
    /// end of the row: numpy's <c>usecols</c>. <see langword="null"/> for one column a field, in order. For reading
    /// alone.</summary>
    public IReadOnlyList<int>? Columns { get; init; }

    /// <summary>Which cells lose the blanks around them; blanks within the quotes of a text stay.</summary>
    public TrimMode Trim { get; init; }

    /// <summary>Cells that stand for nothing, compared whole, after trimming, outside quotes (<c>NA</c>, <c>***</c>,
    /// <c>-99.99</c>, the empty text). A null is NaN in floats, NaT in times and empty in text; integers have no null,
    /// unless <see cref="FieldNullValues"/> declares one.</summary>
    public IReadOnlyList<string> NullValues { get; init; } = [];

    /// <summary>For each field that is to have another null than its type has, by the field's name, the text of the value
    /// that stands for it: <c>["depth"] = "-1"</c>.</summary>
    public IReadOnlyDictionary<string, string> FieldNullValues { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>Words that are true, compared as they are; none for <c>true</c> in any case. Integers are booleans too,
    /// unless a word says otherwise.</summary>
    public IReadOnlyList<string> TrueValues { get; init; } = [];

    /// <summary>Words that are false, compared as they are; none for <c>false</c> in any case.</summary>
    public IReadOnlyList<string> FalseValues { get; init; } = [];

    /// <summary>What is an integer.</summary>
    public IntegerParsing IntegerParsing { get; init; }

    /// <summary>What happens to numbers that are too large for their float.</summary>
    public FloatOverflow FloatOverflow { get; init; }

    /// <summary>What stands before the decimals of a number, an ASCII character.</summary>
    public char DecimalSeparator { get; init; } = '.';

    /// <summary>What may stand between groups of three digits before the decimals of a number, an ASCII character. A
    /// number with such characters elsewhere is none.</summary>
    public char? ThousandsSeparator { get; init; }

    /// <summary>The encoding of the text: <see cref="Encoding.UTF8"/> or <see cref="Encoding.Latin1"/>. Fields of bytes
    /// (<c>S10</c>) hold the text's bytes as they are in both, as numpy with <c>encoding='latin1'</c>; it matters for
    /// <c>U10</c> and for names.</summary>
    [JsonIgnore]
    public Encoding Encoding { get; init; } = Encoding.UTF8;

    /// <summary>Whether text that is not UTF-8 is an error in fields of bytes too, which hold any bytes
    /// otherwise.</summary>
    public bool ValidateUtf8 { get; init; }

    /// <summary>Whether text may hold NUL bytes; numpy does not see those that end it.</summary>
    public bool AllowNul { get; init; }

    /// <summary>What happens to text that is longer than its field.</summary>
    public StringOverflow StringOverflow { get; init; }

    /// <summary>What happens to rows with too many columns.</summary>
    public ExtraColumns ExtraColumns { get; init; }

    /// <summary>What happens to rows with too few columns.</summary>
    public MissingColumns MissingColumns { get; init; }

    /// <summary>What happens to rows that are wrong.</summary>
    public ErrorPolicy ErrorPolicy { get; init; }

    /// <summary>The most errors that a <see cref="TextReadReport"/> holds; all are counted.</summary>
    public int MaxErrors { get; init; } = 100;

    /// <summary>The most errors that are left out; the next is thrown. <see langword="null"/> for no limit.</summary>
    public long? MaxErrorCount { get; init; }

    /// <summary>Is asked what to do with each row that is wrong, whatever <see cref="ErrorPolicy"/> says, and given its
    /// first error. On the thread that reads, in the order of the rows.</summary>
    [JsonIgnore]
    public Func<TextError, ErrorAction>? ErrorHandler { get; init; }

    /// <summary>Whether a file without a row is an error.</summary>
    public bool RequireRows { get; init; }

    /// <summary>How the file is compressed.</summary>
    public TextCompression Compression { get; init; }

    /// <summary>Threads that read one table, the caller's among them; 0 for as many as there are processors, 1 for the
    /// caller's alone. Small tables, quoted ones and batches are read by one. In worker processes 0 shares the processors out
    /// among them. Whatever their number: the same records, the same first error, the same counts.</summary>
    public int DegreeOfParallelism { get; init; }

    /// <summary>Bytes of text that are read and parsed at a time; a longer line makes its buffer grow.</summary>
    public int BufferSize { get; init; } = 1 << 18;

    /// <summary>The most bytes a row may have; more is an error rather than memory without end.</summary>
    public int MaxLineLength { get; init; } = 16 << 20;

    /// <summary>The encoding as it crosses to another process.</summary>
    [JsonInclude]
    internal string EncodingName
    {
        get => Encoding.WebName;
        init => Encoding = Encoding.GetEncoding(value);
    }

    /// <summary>The threads that <see cref="DegreeOfParallelism"/> stands for. More than 16 do not help: reading the file and
    /// writing the records is what takes the time then.</summary>
    internal int Threads => DegreeOfParallelism > 0 ? DegreeOfParallelism : Math.Min(Environment.ProcessorCount, 16);

    /// <summary>Which path takes the rows.</summary>
    internal TextKernel Kernel { get; init; }
}
