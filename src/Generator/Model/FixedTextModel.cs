using System;

namespace SchemaToolkit.Generator.Model;

/// <summary>One <c>[FixedText]</c> struct.</summary>
/// <param name="Type">The struct.</param>
/// <param name="Length">The most bytes of text it holds, or code points.</param>
/// <param name="IsUtf32">Whether it holds code points of four bytes.</param>
/// <param name="Parts">The members to emit: all except those that the user has written or that C# cannot have.</param>
/// <param name="FirstName">The name of the one field, which no other member has.</param>
internal sealed record FixedTextModel(TypeModel Type, int Length, bool IsUtf32, TextParts Parts, string FirstName = "_first")
{
    /// <summary>Whether a member is emitted.</summary>
    public bool Has(TextParts part) => (Parts & part) != 0;
}

/// <summary>The members of a fixed text type that can be left out.</summary>
[Flags]
internal enum TextParts
{
    None = 0,
    FromString = 1 << 0,
    FromUtf8 = 1 << 1,
    ToUnits = 1 << 2,
    TruncateChars = 1 << 3,
    TruncateUtf8 = 1 << 4,
    TryFromChars = 1 << 5,
    TryFromUtf8 = 1 << 6,
    AsSpan = 1 << 7,
    Length = 1 << 8,
    StartsWithChars = 1 << 9,
    StartsWithUtf8 = 1 << 10,
    Text = 1 << 11,
    EqualsSelf = 1 << 12,
    EqualsString = 1 << 13,
    EqualsChars = 1 << 14,
    EqualsUnits = 1 << 15,
    EqualsObject = 1 << 16,
    HashCode = 1 << 17,
    CompareTo = 1 << 18,
    SameSelf = 1 << 19,
    SameString = 1 << 20,
    SameChars = 1 << 21,
    SameUnits = 1 << 22,
    Less = 1 << 23,
    LessOrSame = 1 << 24,
    All = (1 << 25) - 1,

    /// <summary>What UTF-32 text does not have.</summary>
    Utf8Only = FromUtf8 | TruncateUtf8 | TryFromUtf8 | StartsWithUtf8,

    /// <summary>Emitted in place of <see cref="EqualsSelf"/> when that name is taken.</summary>
    EqualsExplicit = 1 << 25,

    /// <summary>Emitted in place of <see cref="CompareTo"/> when that name is taken.</summary>
    CompareExplicit = 1 << 26,

    /// <summary>Equality and order are the runtime's: the user's method cannot be called in their place.</summary>
    EqualsByRuntime = 1 << 27,
    CompareByRuntime = 1 << 28,

    /// <summary>The user's method is not readonly, so what calls it cannot be either.</summary>
    EqualsMutable = 1 << 29,
    CompareMutable = 1 << 30,
}
