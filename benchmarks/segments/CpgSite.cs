using SchemaToolkit;

namespace SchemaToolkit.Benchmarks;

/// <summary>The reference record.</summary>
[SharedRecord]
public partial struct CpgSite
{
    public S10 Chr;
    public int Pos;
    public float Pct;
    public int C;
    public int T;
}
