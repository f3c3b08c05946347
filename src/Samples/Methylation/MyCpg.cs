using SchemaToolkit;

namespace Methylation;

/// <summary>A row of a methylKit table. Its columns are found by these names in the header.</summary>
[SharedRecord]
public partial struct MyCpg
{
    public S10 Chr;
    public int Base;
    public int Coverage;

    [Column("freqC")]
    public float FreqC;

    [Column("freqT")]
    public float FreqT;

    /// <summary>The site with counts, which methylKit writes as percentages of the coverage.</summary>
    public readonly CpgSite ToSite() => new(Chr, Base, FreqC, Count(FreqC), Count(FreqT));

    private readonly int Count(float percentage) => (int)Math.Round(Coverage * (double)percentage / 100);
}
