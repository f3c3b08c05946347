namespace SchemaToolkit;

/// <summary>Writes the records of a worker's job into memory and files of its parent.</summary>
internal interface IJobWriter : IDisposable
{
    /// <summary>The number of records.</summary>
    long Count { get; }

    /// <summary>Whether something could not be written to its place in the parent's file.</summary>
    bool IsPlaceBroken { get; }

    /// <summary>Completes the segment of a parent process and closes it; the parent publishes it.</summary>
    /// <param name="isFramed">Whether it needs a header and a footer.</param>
    void Complete(bool isFramed);
}
