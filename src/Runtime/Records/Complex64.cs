using System.Globalization;
using System.Numerics;

namespace SchemaToolkit;

/// <summary>A complex number of two <see cref="float"/>: numpy's <c>c8</c>, named <c>complex64</c> after its number of
/// bits. To calculate with it, convert it to <see cref="Complex"/>; that is exact.</summary>
/// <param name="Real">The real part.</param>
/// <param name="Imaginary">The imaginary part.</param>
public readonly record struct Complex64(float Real, float Imaginary) : IFormattable
{
    /// <summary>The same number in <see cref="double"/>.</summary>
    /// <param name="value">The number.</param>
    public static implicit operator Complex(Complex64 value) => new(value.Real, value.Imaginary);

    /// <summary>The nearest number in <see cref="float"/>.</summary>
    /// <param name="value">The number.</param>
    public static explicit operator Complex64(Complex value) => new((float)value.Real, (float)value.Imaginary);

    /// <summary>The number as <see cref="Complex"/> prints it, in the current culture.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => ToString(null, CultureInfo.CurrentCulture);

    /// <inheritdoc/>
    public string ToString(string? format, IFormatProvider? formatProvider)
        => $"<{Real.ToString(format, formatProvider)}; {Imaginary.ToString(format, formatProvider)}>";
}
