namespace SchemaToolkit;

/// <summary>The unit that a <c>datetime64</c> or <c>timedelta64</c> counts, as numpy abbreviates it.</summary>
public enum TimeUnit
{
    /// <summary><c>ns</c>.</summary>
    Nanoseconds,

    /// <summary><c>us</c>.</summary>
    Microseconds,

    /// <summary><c>ms</c>.</summary>
    Milliseconds,

    /// <summary><c>s</c>.</summary>
    Seconds,

    /// <summary><c>m</c>.</summary>
    Minutes,

    /// <summary><c>h</c>.</summary>
    Hours,

    /// <summary><c>D</c>.</summary>
    Days,

    /// <summary><c>W</c>.</summary>
    Weeks,

    /// <summary><c>M</c>.</summary>
    Months,

    /// <summary><c>Y</c>.</summary>
    Years,

    /// <summary><c>ps</c>.</summary>
    Picoseconds,

    /// <summary><c>fs</c>.</summary>
    Femtoseconds,

    /// <summary><c>as</c>.</summary>
    Attoseconds,
}
