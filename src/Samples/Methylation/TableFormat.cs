namespace Methylation;

/// <summary>The kinds of methylation tables.</summary>
public enum TableFormat
{
    /// <summary><c>chr pos pct c t</c>, no header.</summary>
    Plain,

    /// <summary>Bismark coverage: <c>chr start end pct methylated unmethylated</c>; the third column is not used.</summary>
    Bismark,

    /// <summary>methylKit: a header, columns by name, percentages instead of counts.</summary>
    MethylKit,
}
