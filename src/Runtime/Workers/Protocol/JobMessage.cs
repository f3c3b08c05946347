using System.Runtime.InteropServices;

namespace SchemaToolkit;

/// <summary>A job.</summary>
/// <param name="Number">Its number.</param>
/// <param name="Path">Its file.</param>
/// <param name="Name">The name of its result.</param>
/// <param name="Tag">Its text for the work.</param>
/// <param name="Text">How the file is read.</param>
/// <param name="Segment">The path of the segment for its records.</param>
/// <param name="InFile">Where the records go while there is room there, instead.</param>
/// <param name="IsFramed">Whether the segment is to have header and footer.</param>
/// <param name="IsShared">Whether its threads may grow.</param>
/// <param name="Dtype">What the records are, if the worker does not know it.</param>
/// <param name="IsWatched">Whether the parent wants to know how far it has come.</param>
/// <param name="Directory">The directory that its relative path starts from.</param>
internal sealed record JobMessage(
    int Number,
    string Path,
    string Name,
    string? Tag,
    TextOptions Text,
    string Segment,
    PlaceInFile? InFile,
    bool IsFramed,
    bool IsShared,
    string? Dtype,
    bool IsWatched,
    string Directory)
{
    /// <summary>The open files of the two paths, for a worker that cannot open them. Not in the message.</summary>
    public ReadOnlyMemory<SafeHandle> Files { get; init; }

    public void Write(MessageWriter line)
    {
        line.Add(Number).Add(Path).Add(Name).Add(Tag).Add(Segment).Add(Directory).Add(InFile?.Path).Add(InFile?.Offset).Add(InFile?.Rows)
            .Add(IsFramed).Add(IsShared).Add(Dtype).Add(IsWatched);
        TextCrossing.Write(line, Text);
    }

    public static JobMessage Read(MessageReader line)
    {
        int number = line.ReadInt();
        string path = line.ReadText();
        string name = line.ReadText();
        string? tag = line.ReadTextOrNull();
        string segment = line.ReadText();
        string directory = line.ReadText();
        string? file = line.ReadTextOrNull();
        long? offset = line.ReadLongOrNull();
        long? rows = line.ReadLongOrNull();
        PlaceInFile? inFile = file is null ? null : new PlaceInFile(file, offset ?? -1, rows ?? -1);
        bool isFramed = line.ReadBool();
        bool isShared = line.ReadBool();
        string? dtype = line.ReadTextOrNull();
        bool isWatched = line.ReadBool();
        TextOptions text = TextCrossing.Read(line);
        return new JobMessage(number, path, name, tag, text, segment, inFile, isFramed, isShared, dtype, isWatched, directory);
    }
}
