using VisionSystem.Logging.Requests;
using VisionSystem.ServiceDefaults.Problems;

namespace VisionSystem.Logging.Ingest;

/// <summary>
/// A delivery is not taken. An exception, because a body can turn out bad in the middle of any read from it; a sender's
/// mistake, so never on the hot path.
/// </summary>
internal sealed class BatchRefusedException(ProblemKind kind, string detail, FieldErrors? errors = null) : Exception(detail)
{
    public ProblemKind Kind => kind;

    public ProblemResult ToResult() => kind.Result(Message, errors?.ToDictionary());
}
