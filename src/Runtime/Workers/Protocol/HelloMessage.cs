namespace SchemaToolkit;

/// <summary>The record a worker works on.</summary>
/// <param name="Protocol">The version of its messages.</param>
/// <param name="Record">The record's name.</param>
/// <param name="Fingerprint">Of its fields.</param>
/// <param name="Descr">Its fields, for people.</param>
/// <param name="Socket">Where the worker gets the parent's files, if it cannot open them by itself.</param>
internal sealed record HelloMessage(int Protocol, string Record, ulong Fingerprint, string Descr, string? Socket = null)
{
    /// <summary>The version of the messages. It goes up with every change that the other side would misunderstand.</summary>
    public const int CurrentProtocol = 6;

    /// <summary>The name that stands for records of any dtype; no type has it.</summary>
    public const string Tables = "(tables)";

    public static HelloMessage For<T>()
        where T : unmanaged, ISharedRecord<T>
        => new(CurrentProtocol, NameOf<T>(), T.Schema.Fingerprint, T.Schema.NumpyDescr);

    /// <summary>Of a worker that works on whatever records a job says.</summary>
    public static HelloMessage ForTables() => new(CurrentProtocol, Tables, 0, "records of any dtype");

    public void Write(MessageWriter line) => line.Add(Protocol).Add(Record).Add(unchecked((long)Fingerprint)).Add(Descr).Add(Socket);

    public static HelloMessage Read(MessageReader line)
    {
        int protocol = line.ReadInt();
        return protocol == CurrentProtocol
            ? new HelloMessage(protocol, line.ReadText(), unchecked((ulong)line.ReadLong()), line.ReadText(), line.ReadTextOrNull())
            : new HelloMessage(protocol, "", 0, ""); // What follows may be different fields.
    }

    public static string NameOf<T>() => typeof(T).FullName ?? typeof(T).Name;
}
