using VisionSystem.ServiceDefaults.Problems;

namespace VisionSystem.Logging.Persistence;

/// <summary>A store is temporarily unavailable. No data is lost; the caller retries.</summary>
/// <param name="reason">Failure and remedy for the operator, without secrets.</param>
/// <param name="cause">Exception of the store's client.</param>
/// <param name="detail">Text of the problem detail for the client.</param>
internal sealed class StoreUnavailableException(
    string reason, Exception? cause = null, string detail = "A store of the service is temporarily unavailable. No data was lost; retry the request.")
    : ProblemException(Problems.Unavailable, detail, RetryDelay, cause)
{
    /// <summary>Approximate time that a store needs to restart.</summary>
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(5);

    public string Reason => reason;

    /// <summary>True if the store responds and only the requested object fails.</summary>
    public bool ConcernsOneObject { get; init; }

    /// <summary>Creates the exception for a disk failure. The client receives the reason, because it contains no secret.</summary>
    /// <param name="what">Kind of the stored data: predictions or images.</param>
    /// <param name="fault">Description of the failure (<see cref="DiskFault"/>).</param>
    /// <param name="cause">Exception of the file system or of the database.</param>
    public static StoreUnavailableException OfDisk(string what, string fault, Exception? cause) =>
        new($"{what} cannot be stored: {fault}", cause, $"{what} cannot be stored: {fault}. No data was lost; retry the request.");

    public override string ToString() => $"{reason}{Environment.NewLine}{base.ToString()}";
}
