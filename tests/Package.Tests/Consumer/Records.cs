using System.Runtime.CompilerServices;
using SchemaToolkit;

namespace Consumer;

[SharedRecord]
public partial struct CpgSite
{
    public S10 Chr;
    public int Pos;
    public float Pct;
    public int C;
    public int T;
}

/// <summary>Fields with the names of members of a column.</summary>
[SharedRecord]
public partial struct Odd
{
    public int Length;
    public int Count;
    public int Max;
    public int Item;
}

[FixedText(75)]
public partial struct Title;

[InlineArray(3)]
public struct Values
{
    private double _first;
}

public enum Quality : byte
{
    Good,
    Bad,
}

/// <summary>A field of every kind.</summary>
[SharedRecord(Layout = RecordLayout.Aligned)]
public partial struct Station
{
    public Title Name;
    public bool Active;
    public Quality Quality;
    public BigEndian<int> Number;
    [TimeUnit(TimeUnit.Days)] public Datetime64 Since;
    public Values Heights;
    public CpgSite Site;
}

[SharedRecord("a i4, b (2,)f4, c S75, d U3")]
public partial struct ByDtype;
