using VisionSystem.ServiceDefaults.Problems;

namespace VisionSystem.Logging.Requests;

/// <summary>Validation errors of a request by field, for the <c>errors</c> member of a problem. The number of errors is bounded.</summary>
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

    /// <summary>Adds the message if the condition is false.</summary>
    public void Require(bool condition, string field, string message)
    {
        if (!condition)
        {
            Add(field, message);
        }
    }

    /// <summary>Creates the problem response to an invalid query string.</summary>
    public ProblemResult ToResult() => Problems.InvalidParameters.Result("Some query parameters are invalid. Correct the parameters listed in errors.", ToDictionary());

    public IReadOnlyDictionary<string, string[]> ToDictionary() =>
        _errors.ToDictionary(entry => entry.Key, entry => entry.Value.ToArray());
}
