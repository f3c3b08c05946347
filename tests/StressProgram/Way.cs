namespace StressProgram;

/// <summary>The calls that read a text.</summary>
internal enum Way
{
    Load,
    LoadShared,
    Read,
    ReadBatches,
}
