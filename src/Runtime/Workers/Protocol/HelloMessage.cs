namespace SchemaToolkit;

/// <summary>The record a worker works on.</summary>
/// <param name="Protocol">The version of its messages.</param>
/// <param name="Record">The record's name.</param>
/// <param name="Fingerprint">Of its fields.</param>
/// <param name="Descr">Its fields, for people.</param>
/// <param name="ReadsText">Whether its work is to read the job's file, one record a row. If not, nobody can tell how many
/// records come.</param>
internal sealed record HelloMessage(int Protocol, string Record, ulong Fingerprint, string Descr, bool ReadsText)
{
    /// <summary>The version of the messages. It goes up with every change that the other side would misunderstand.</summary>
    public const int CurrentProtocol = 3;

    public static HelloMessage For<T>(bool readsText)
        where T : unmanaged, ISharedRecord<T>
        => new(CurrentProtocol, NameOf<T>(), T.Schema.Fingerprint, T.Schema.NumpyDescr, readsText);

    public void Write(MessageWriter line)
        => line.Add(Protocol).Add(Record).Add(unchecked((long)Fingerprint)).Add(Descr).Add(ReadsText);

    public static HelloMessage Read(MessageReader line)
    {
        int protocol = line.ReadInt();
        return protocol == CurrentProtocol
            ? new HelloMessage(protocol, line.ReadText(), unchecked((ulong)line.ReadLong()), line.ReadText(), line.ReadBool())
            : new HelloMessage(protocol, "", 0, "", false); // What follows may be different fields.
    }

    public static string NameOf<T>() => typeof(T).FullName ?? typeof(T).Name;
}
