namespace SchemaToolkit;

/// <summary>The unit that a <see cref="Datetime64"/> or <see cref="Timedelta64"/> field counts; without the attribute,
/// nanoseconds.</summary>
/// <param name="unit">The unit.</param>
[AttributeUsage(AttributeTargets.Field)]
public sealed class TimeUnitAttribute(TimeUnit unit) : Attribute
{
    /// <summary>The unit.</summary>
    public TimeUnit Unit { get; } = unit;
}
