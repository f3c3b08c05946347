using System.Runtime.InteropServices;

namespace SchemaToolkit.Tests.Faults;

/// <summary>A test that has system calls refused; skipped, saying so, where their numbers are others.</summary>
internal sealed class RefusedCallFactAttribute : FactAttribute
{
    public RefusedCallFactAttribute() => Skip = WhyNot;

    public static string? WhyNot { get; } = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? null : "the numbers of system calls are those of x64";
}

/// <summary>A theory that has system calls refused; skipped, saying so, where their numbers are others.</summary>
internal sealed class RefusedCallTheoryAttribute : TheoryAttribute
{
    public RefusedCallTheoryAttribute() => Skip = RefusedCallFactAttribute.WhyNot;
}
