using System.Globalization;
using System.Text;

namespace SchemaToolkit;

/// <summary>Jobs of a <see cref="RecordWorkers{T}.LoadAsync(IEnumerable{LoadJob}, CancellationToken)"/> failed. Results
/// given out before stay valid.</summary>
public sealed class WorkerJobsException : Exception
{
    private const int MaxListed = 10;

    internal WorkerJobsException(IReadOnlyList<WorkerException> failures, int jobs)
        : base(Describe(failures, jobs), failures[0])
    {
        Failures = failures;
    }

    /// <summary>Every failure, in the order in which they happened.</summary>
    public IReadOnlyList<WorkerException> Failures { get; }

    private static string Describe(IReadOnlyList<WorkerException> failures, int jobs)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{failures.Count} of {jobs} {(jobs == 1 ? "job" : "jobs")} failed:");
        foreach (WorkerException failure in failures.Take(MaxListed))
        {
            text.Append("\n  ").Append(failure.Message);
        }

        if (failures.Count > MaxListed)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n  and {failures.Count - MaxListed} more, in {nameof(Failures)}");
        }

        return text.ToString();
    }
}
