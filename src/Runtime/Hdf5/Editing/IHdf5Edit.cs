using Microsoft.Win32.SafeHandles;

namespace SchemaToolkit;

/// <summary>The file that is written until it is complete.</summary>
internal interface IHdf5Edit : IDisposable
{
    /// <summary>The file, for reading and writing.</summary>
    SafeFileHandle Handle { get; }

    /// <summary>The path that it has or will have; links are followed.</summary>
    string Target { get; }

    /// <summary>A path that opens the file now.</summary>
    string BytesPath { get; }

    /// <summary>Makes what was written what is at the path.</summary>
    /// <param name="keep">Whether it is kept under another name if it cannot be at the path.</param>
    void Publish(bool keep);
}
