namespace SchemaToolkit;

/// <summary>The record a worker works on.</summary>
internal sealed record HelloMessage(int Protocol, string Record, ulong Fingerprint, string Descr)
{
    /// <summary>The version of the messages. It goes up with every change that the other side would misunderstand.</summary>
    public const int CurrentProtocol = 1;

    public static HelloMessage For<T>()
        where T : unmanaged, ISharedRecord<T>
        => new(CurrentProtocol, NameOf<T>(), T.Schema.Fingerprint, T.Schema.NumpyDescr);

    public static string NameOf<T>() => typeof(T).FullName ?? typeof(T).Name;
}
