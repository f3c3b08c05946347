using System.Runtime.CompilerServices;

namespace SchemaToolkit.Tests.Records;

/// <summary>One value a degree of latitude and longitude: 259,200 bytes, more than an element of an array may have.</summary>
[InlineArray(180 * 360)]
public struct GlobalGrid
{
    private float _first;
}

/// <summary>A record that no array can hold.</summary>
[SharedRecord]
public partial struct DayOfGrid
{
    public int Day;
    public bool IsMeasured;
    public GlobalGrid Values;
}
