namespace SchemaToolkit.Benchmarks;

/// <summary>The record, 26 bytes.</summary>
[SharedRecord]
public partial struct CpgSite
{
    public S10 Chr;
    public int Pos;
    public float Pct;
    public int C;
    public int T;

    /// <summary>Rows as methylation callers write them, the same on every machine.</summary>
    internal static CpgSite[] Make(int rows)
    {
        var random = new Random(1);
        var sites = new CpgSite[rows];
        int position = 10_000;
        for (int i = 0; i < rows; i++)
        {
            int c = random.Next(60);
            int t = 1 + random.Next(60);
            position = i > 0 && i * 22L / rows != (i - 1) * 22L / rows ? 10_000 : position + 2 + random.Next(280);
            sites[i] = new CpgSite($"chr{1 + (i * 22L / rows)}", position, 100f * c / (c + t), c, t);
        }

        return sites;
    }
}
