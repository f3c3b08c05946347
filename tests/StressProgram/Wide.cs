namespace StressProgram;

/// <summary>A record that is much larger than the shortest row it comes from, so that a block of text can make more records than a
/// thread has room for.</summary>
[SharedRecord]
internal partial struct Wide
{
    public S200 Text;
    public int Number;
}
