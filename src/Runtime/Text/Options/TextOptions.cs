using System.Collections.Immutable;
using System.Text;

namespace SchemaToolkit;

/// <summary>
/// The format of a text table, and how to read it. The defaults are those of <c>np.loadtxt</c>: columns separated by blanks,
/// <c>#</c> begins a comment, no header, no quotes. Start from <see cref="Tsv"/>, <see cref="Csv"/> or
/// <see cref="Whitespace"/> and change what differs: <c>TextOptions.Tsv with { Header = HeaderMode.MapByName }</c>.
/// </summary>
public sealed record TextOptions
{
    /// <summary>Columns separated by tabs; no quotes; comments are whole lines.</summary>
    public static TextOptions Tsv { get; } = new() { Delimiter = '\t', CommentPlacement = CommentPlacement.LineStart };

    /// <summary>Columns separated by commas; quotes are <c>"</c>; comments are whole lines.</summary>
    public static TextOptions Csv { get; } = new() { Delimiter = ',', Quote = '"', CommentPlacement = CommentPlacement.LineStart };

    /// <summary>Columns separated by runs of blanks: the default.</summary>
    public static TextOptions Whitespace { get; } = new();

    /// <summary>The ASCII character between columns; <see langword="null"/> for any run of blanks (space, tab,
    /// vertical tab, form feed).</summary>
    public char? Delimiter { get; init; }

    /// <summary>Texts that begin a comment outside quotes. The rest of the line is ignored. Empty for no comments.</summary>
    public IReadOnlyList<string> CommentPrefixes { get; init; } = ["#"];

    /// <summary>Where in a line the <see cref="CommentPrefixes"/> count: anywhere, as in numpy, or at its start alone, which is
    /// what <see cref="Tsv"/> and <see cref="Csv"/> say.</summary>
    public CommentPlacement CommentPlacement { get; init; }

    /// <summary>The ASCII character around cells that hold delimiters, comments or line ends; <see langword="null"/> for none.
    /// Within the cell it is doubled. It opens quotes only at the start of a cell. Line ends within quotes become LF. It cannot
    /// be a blank.</summary>
    public char? Quote { get; init; }

    /// <summary>What is done with the header line.</summary>
    public HeaderMode Header { get; init; }

    /// <summary>Whether every row begins with a name that the header has no name for, as R's <c>write.table</c> writes row
    /// names: the header has one name fewer than the row has cells. With <see cref="HeaderMode.MapByName"/>.</summary>
    public bool RowNames { get; init; }

    /// <summary>How the header's names are compared with those of the fields.</summary>
    public StringComparer ColumnNameComparer { get; init; } = StringComparer.Ordinal;

    /// <summary>Physical lines to skip at the start; comments and blank lines count. numpy's <c>skiprows</c>.</summary>
    public int SkipLines { get; init; }

    /// <summary>Physical lines to skip after the header: units, formats. Comments and blank lines count. Needs a
    /// <see cref="Header"/>; if that is a comment, the lines are those from the first that is not a comment on.</summary>
    public int SkipLinesAfterHeader { get; init; }

    /// <summary>Lines to leave out at the end of each file: sums, remarks. Empty lines do not count. They are counted in
    /// <see cref="TextReadReport.FooterLines"/>.</summary>
    public int SkipFooter { get; init; }

    /// <summary>Which lines are rows, by the text of one column; <see langword="null"/> for all.</summary>
    public RowFilter? RowFilter { get; init; }

    /// <summary>The most rows to read; the text after them is ignored. <see langword="null"/> for all.</summary>
    public long? MaxRows { get; init; }

    /// <summary>The column of each field (each leaf of nested records and arrays): from 0, or from -1 backwards from the end
    /// of the row. numpy's <c>usecols</c>. <see langword="null"/> for one column per field, in order. For reading
    /// only.</summary>
    public IReadOnlyList<int>? Columns { get; init; }

    /// <summary>The width of each column in bytes, for tables whose columns have fixed places and nothing between them.
    /// <see cref="Delimiter"/> and <see cref="Quote"/> are then <see langword="null"/>. Text loses the blanks around it too,
    /// unless <see cref="Trim"/> is <see cref="TrimMode.None"/>. A cell of blanks alone, or beyond the end of its line, is a null.
    /// For reading only.</summary>
    public IReadOnlyList<int>? ColumnWidths { get; init; }

    /// <summary>Which cells are trimmed. Blanks within the quotes of a text stay.</summary>
    public TrimMode Trim { get; init; }

    /// <summary>Texts that mean null (<c>NA</c>, <c>***</c>, <c>-99.99</c>, the empty text), without blanks around them unless
    /// <see cref="Trim"/> is <see cref="TrimMode.None"/>. A cell is null if it equals one after trimming and is not quoted. A null is NaN in floats, NaT in times and empty in text. Integers have no null, unless
    /// <see cref="FieldNullValues"/> declares one.</summary>
    public IReadOnlyList<string> NullValues { get; init; } = [];

    /// <summary>Whether quoted cells can be nulls too, as in files that quote every cell.</summary>
    public bool QuotedNulls { get; init; }

    /// <summary>The texts that mean null in single fields, in place of <see cref="NullValues"/>: the name of a field, and its
    /// texts; none if no text is a null there (<c>["name"] = []</c>).</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> FieldNullWords { get; init; }
        = ImmutableDictionary<string, IReadOnlyList<string>>.Empty;

    /// <summary>The forms of single times: the name of a field, and the form with the letters of .NET's
    /// (<c>["time"] = "MM/dd/yyyy HH:mm"</c>): <c>yyyy yy MMM MM M dd d HH H hh h mm m ss s f F tt zzz</c>. Other characters and
    /// what is between single quotes stand for themselves. <c>24:00</c> is the end of the day. Fields that are not in it are ISO
    /// 8601. For reading only.</summary>
    public IReadOnlyDictionary<string, string> FieldFormats { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>Nulls of single fields, in place of those of their types: the name of a field, and the text of the value that
    /// its nulls get (<c>["depth"] = "-1"</c>).</summary>
    public IReadOnlyDictionary<string, string> FieldNullValues { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>Words for true, compared exactly; empty for <c>true</c> in any letter case. Integers are booleans too, unless a
    /// word says otherwise.</summary>
    public IReadOnlyList<string> TrueValues { get; init; } = [];

    /// <summary>Words for false, compared exactly; empty for <c>false</c> in any letter case.</summary>
    public IReadOnlyList<string> FalseValues { get; init; } = [];

    /// <summary>Which texts are integers.</summary>
    public IntegerParsing IntegerParsing { get; init; }

    /// <summary>What happens to numbers that are too large for their float field.</summary>
    public FloatOverflow FloatOverflow { get; init; }

    /// <summary>Whether <c>D</c>, as Fortran writes it, begins an exponent too: <c>1.0D+02</c>.</summary>
    public bool FortranExponents { get; init; }

    /// <summary>Whether the minus sign U+2212 (<c>−</c>) is a minus in numbers too.</summary>
    public bool UnicodeMinus { get; init; }

    /// <summary>The ASCII character before the decimals of a number. It can be the delimiter if there is a quote: numbers with
    /// decimals are then quoted.</summary>
    public char DecimalSeparator { get; init; } = '.';

    /// <summary>The ASCII character that may stand between groups of three digits before the decimals of a number; anywhere
    /// else in a number it is an error. <see langword="null"/> for none.</summary>
    public char? ThousandsSeparator { get; init; }

    /// <summary>The encoding of the text: <see cref="Encoding.UTF8"/> or <see cref="Encoding.Latin1"/>. It matters for
    /// <c>U10</c> and for names. With both, byte fields (<c>S10</c>) hold the text's bytes unchanged, as in numpy with
    /// <c>encoding='latin1'</c>.</summary>
    public Encoding Encoding { get; init; } = Encoding.UTF8;

    /// <summary>Whether text that is not UTF-8 is an error in byte fields too. Otherwise they hold any bytes.</summary>
    public bool ValidateUtf8 { get; init; }

    /// <summary>Whether text may hold NUL bytes. numpy ignores those at its end.</summary>
    public bool AllowNul { get; init; }

    /// <summary>What happens to text that is longer than its field.</summary>
    public StringOverflow StringOverflow { get; init; }

    /// <summary>What happens to rows with too many columns: more than the record has fields, or than the header has
    /// names.</summary>
    public ExtraColumns ExtraColumns { get; init; }

    /// <summary>What happens to rows with too few columns.</summary>
    public MissingColumns MissingColumns { get; init; }

    /// <summary>What happens to wrong rows.</summary>
    public ErrorPolicy ErrorPolicy { get; init; }

    /// <summary>The most errors that a <see cref="TextReadReport"/> holds; all are counted.</summary>
    public int MaxErrors { get; init; } = 100;

    /// <summary>The most errors to skip; the next is thrown. <see langword="null"/> for no limit.</summary>
    public long? MaxErrorCount { get; init; }

    /// <summary>Decides what to do with each wrong row, in place of <see cref="ErrorPolicy"/>. It is called with the first
    /// error of the row, on the thread that reads, in the order of the rows.</summary>
    public Func<TextError, ErrorAction>? ErrorHandler { get; init; }

    /// <summary>Whether a file without a row is an error.</summary>
    public bool RequireRows { get; init; }

    /// <summary>How the file is compressed.</summary>
    public TextCompression Compression { get; init; }

    /// <summary>The number of threads that read one table, including the caller's: 0 for one per processor (at most 16), 1 for
    /// the caller's only. Small tables, quoted tables and batches are read by one thread. In worker processes, 0 divides the
    /// processors among them. With any number, the records, the first error and the counts are the same.</summary>
    public int DegreeOfParallelism { get; init; }

    /// <summary>Bytes of text that are read and parsed at a time. The buffer grows for a longer line.</summary>
    public int BufferSize { get; init; } = 1 << 18;

    /// <summary>The most bytes that a row may have. A longer row is an error, so that memory stays bounded.</summary>
    public int MaxLineLength { get; init; } = 16 << 20;

    /// <summary>The number of threads that <see cref="DegreeOfParallelism"/> means. More than 16 do not help: the time then goes
    /// into reading the file and writing the records.</summary>
    internal int Threads
        => Math.Max(DegreeOfParallelism > 0 ? DegreeOfParallelism : Math.Min(Environment.ProcessorCount, 16), Share?.Threads ?? 0);

    /// <summary>Where more threads come from while a table is being read.</summary>
    internal ThreadShare? Share { get; init; }

    /// <summary>Which path reads the rows.</summary>
    internal TextKernel Kernel { get; init; }
}
