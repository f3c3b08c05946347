namespace SchemaToolkit.Tests.Support;

/// <summary>A test that changes the user or mounts; skipped, saying so, without the privilege.</summary>
internal sealed class RootFactAttribute : FactAttribute
{
    public RootFactAttribute() => Skip = Environment.IsPrivilegedProcess ? null : "only root can do what this tests";
}

/// <summary>A theory that changes the user or mounts; skipped, saying so, without the privilege.</summary>
internal sealed class RootTheoryAttribute : TheoryAttribute
{
    public RootTheoryAttribute() => Skip = Environment.IsPrivilegedProcess ? null : "only root can do what this tests";
}
