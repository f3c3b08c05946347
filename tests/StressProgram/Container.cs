namespace StressProgram;

/// <summary>How a text is packed.</summary>
internal enum Container
{
    Plain,
    Gzip,
    Bgzf,
}
