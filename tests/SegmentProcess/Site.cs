using SchemaToolkit;

namespace SegmentProcess;

/// <summary>The dtype of the tests' own record, declared by another program.</summary>
[SharedRecord]
internal partial struct Site
{
    public S10 Chr;
    public int Pos;
    public float Pct;
    public int C;
    public int T;
}
