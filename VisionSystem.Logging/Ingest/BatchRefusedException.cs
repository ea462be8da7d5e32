using VisionSystem.Logging.Requests;
using VisionSystem.ServiceDefaults.Problems;

namespace VisionSystem.Logging.Ingest;

/// <summary>
/// A delivery is rejected. This is an exception because any read from the body can find it malformed. It is caused by the
/// sender and never occurs on the hot path.
/// </summary>
internal sealed class BatchRefusedException(ProblemKind kind, string detail, FieldErrors? errors = null) : Exception(detail)
{
    public ProblemKind Kind => kind;

    public ProblemResult ToResult() => kind.Result(Message, errors?.ToDictionary());
}
