namespace System.Runtime.CompilerServices;

/// <summary>What <c>init</c> and records need of the framework, which netstandard2.0 does not have.</summary>
internal static class IsExternalInit
{
}
