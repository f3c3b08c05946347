using SchemaToolkit;

namespace NumpyInterop;

/// <summary>numpy: <c>[('chr','S10'),('pos','&lt;i4'),('pct','&lt;f4'),('c','&lt;i4'),('t','&lt;i4')]</c>.</summary>
[SharedRecord]
internal partial struct CpgSite
{
    public S10 Chr;
    public int Pos;
    public float Pct;
    public int C;
    public int T;
}
