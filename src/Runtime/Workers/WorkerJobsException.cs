using System.Globalization;
using System.Text;

namespace SchemaToolkit;

/// <summary>The jobs of a <see cref="RecordWorkers{T}.LoadAsync(IEnumerable{LoadJob}, CancellationToken)"/> that failed;
/// what the others loaded was given out before.</summary>
public sealed class WorkerJobsException : Exception
{
    private const int Told = 10;

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
        foreach (WorkerException failure in failures.Take(Told))
        {
            text.Append("\n  ").Append(failure.Message);
        }

        if (failures.Count > Told)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n  and {failures.Count - Told} more, in {nameof(Failures)}");
        }

        return text.ToString();
    }
}
