namespace SchemaToolkit;

/// <summary>A job, the segment for its records, and the directory that its relative path starts from.</summary>
internal sealed record JobMessage(int Number, string Path, string Name, string? Tag, TextOptions Text, string Segment, string Directory)
{
    public void Write(MessageWriter line)
    {
        line.Add(Number).Add(Path).Add(Name).Add(Tag).Add(Segment).Add(Directory);
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
        return new JobMessage(number, path, name, tag, TextCrossing.Read(line), segment, directory);
    }
}
