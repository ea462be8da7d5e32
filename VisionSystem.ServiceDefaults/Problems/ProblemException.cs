namespace VisionSystem.ServiceDefaults.Problems;

/// <summary>
/// What keeps a request from being done, where it is too deep down to be a handler's answer. Thrown by a handler, it is
/// answered as the problem it is.
/// </summary>
/// <param name="kind">Which problem.</param>
/// <param name="detail">What is wrong this time and what to do about it. Shown to the client.</param>
/// <param name="retryAfter">When to try again.</param>
/// <param name="cause">What led to it.</param>
public class ProblemException(ProblemKind kind, string detail, TimeSpan? retryAfter = null, Exception? cause = null) : Exception(detail, cause)
{
    public ProblemResult ToResult() => kind.Result(Message, retryAfter: retryAfter);
}
