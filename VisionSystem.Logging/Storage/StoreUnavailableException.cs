using VisionSystem.ServiceDefaults.Problems;

namespace VisionSystem.Logging.Storage;

/// <summary>A store cannot do now what was asked of it. Nothing was lost: whoever asked asks again.</summary>
/// <param name="reason">What is wrong and what to do about it, for the operator; no secrets.</param>
/// <param name="cause">What the store's client reported.</param>
internal sealed class StoreUnavailableException(string reason, Exception? cause = null)
    : ProblemException(Problems.Unavailable, "A store behind the service does not answer as it should; nothing was lost. Try again.", RetryDelay, cause)
{
    /// <summary>As long as a store needs to start again, more or less.</summary>
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(5);

    public string Reason => reason;

    /// <summary>Whether the store answers, and fails at the one object that was asked for.</summary>
    public bool ConcernsOneObject { get; init; }

    public override string ToString() => $"{reason}{Environment.NewLine}{base.ToString()}";
}
