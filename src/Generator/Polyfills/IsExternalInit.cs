namespace System.Runtime.CompilerServices;

/// <summary>Needed by <c>init</c> and records; netstandard2.0 lacks it.</summary>
internal static class IsExternalInit
{
}
