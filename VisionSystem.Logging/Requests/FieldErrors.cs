using VisionSystem.ServiceDefaults.Problems;

namespace VisionSystem.Logging.Requests;

/// <summary>What is wrong with a request, by field, for the <c>errors</c> of a problem; bounded, however bad the request is.</summary>
internal sealed class FieldErrors
{
    private const int MaxErrors = 100;

    private readonly Dictionary<string, List<string>> _errors = [];
    private int _count;

    public bool Any => _count > 0;

    public bool IsFull => _count >= MaxErrors;

    public void Add(string field, string message)
    {
        if (IsFull)
        {
            return;
        }

        _count++;
        if (!_errors.TryGetValue(field, out var messages))
        {
            _errors[field] = messages = [];
        }

        messages.Add(message);
    }

    /// <summary>Notes the message when the condition does not hold.</summary>
    public void Require(bool condition, string field, string message)
    {
        if (!condition)
        {
            Add(field, message);
        }
    }

    /// <summary>The answer to a query string that is none.</summary>
    public ProblemResult ToResult() => Problems.InvalidParameters.Result("Some query parameters are not valid.", ToDictionary());

    public IReadOnlyDictionary<string, string[]> ToDictionary() =>
        _errors.ToDictionary(entry => entry.Key, entry => entry.Value.ToArray());
}
