using VisionSystem.ServiceDefaults.Problems;

namespace VisionSystem.Logging.Persistence;

/// <summary>A store cannot do now what was asked of it. Nothing was lost: whoever asked asks again.</summary>
/// <param name="reason">What is wrong and what to do about it, for the operator; no secrets.</param>
/// <param name="cause">What the store's client reported.</param>
/// <param name="detail">What the client is told.</param>
internal sealed class StoreUnavailableException(
    string reason, Exception? cause = null, string detail = "A store behind the service does not answer as it should; nothing was lost. Try again.")
    : ProblemException(Problems.Unavailable, detail, RetryDelay, cause)
{
    /// <summary>As long as a store needs to start again, more or less.</summary>
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(5);

    public string Reason => reason;

    /// <summary>Whether the store answers, and fails at the one object that was asked for.</summary>
    public bool ConcernsOneObject { get; init; }

    /// <summary>A disk that does not take or give what was asked of it, which is no secret.</summary>
    /// <param name="what">What is kept there: predictions, images.</param>
    /// <param name="fault">What is wrong with it (<see cref="DiskFault"/>).</param>
    /// <param name="cause">The failure.</param>
    public static StoreUnavailableException OfDisk(string what, string fault, Exception? cause) =>
        new($"{what} cannot be kept: {fault}", cause, $"{what} cannot be kept at the moment: {fault}. Nothing was lost; try again.");

    public override string ToString() => $"{reason}{Environment.NewLine}{base.ToString()}";
}
