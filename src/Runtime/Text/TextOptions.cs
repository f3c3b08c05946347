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
    /// <c>-99.99</c>, the empty text). A null is NaN in floats, NaT in times and empty in text; integers have no null.</summary>
    public IReadOnlyList<string> NullValues { get; init; } = [];

    /// <summary>What stands before the decimals of a number, an ASCII character.</summary>
    public char DecimalSeparator { get; init; } = '.';

    /// <summary>What happens to text that is longer than its field.</summary>
    public StringOverflow StringOverflow { get; init; }

    /// <summary>What happens to rows with too many columns.</summary>
    public ExtraColumns ExtraColumns { get; init; }

    /// <summary>What happens to rows with too few columns.</summary>
    public MissingColumns MissingColumns { get; init; }

    /// <summary>How the file is compressed.</summary>
    public TextCompression Compression { get; init; }

    /// <summary>Bytes of text that are read and parsed at a time; a longer line makes its buffer grow.</summary>
    public int BufferSize { get; init; } = 1 << 20;

    /// <summary>The most bytes a row may have; more is an error rather than memory without end.</summary>
    public int MaxLineLength { get; init; } = 16 << 20;

    /// <summary>Which path takes the rows.</summary>
    internal TextKernel Kernel { get; init; }
}
