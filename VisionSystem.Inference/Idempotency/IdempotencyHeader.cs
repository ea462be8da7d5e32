using VisionSystem.ServiceDefaults.Problems;

namespace VisionSystem.Inference.Idempotency;

/// <summary>The headers of idempotent requests (draft-ietf-httpapi-idempotency-key-header).</summary>
internal static class IdempotencyHeader
{
    public const string Name = "Idempotency-Key";

    /// <summary>Response header, <c>true</c> on a stored response.</summary>
    public const string Replayed = "Idempotency-Replayed";

    private const int MaxCharacters = 255;

    /// <summary>The key of a request; null without one. The quotes that the draft requires are optional.</summary>
    /// <param name="request">The request.</param>
    /// <param name="problem">The problem of an invalid key; null otherwise.</param>
    public static string? Read(HttpRequest request, out ProblemResult? problem)
    {
        problem = null;
        if (!request.Headers.TryGetValue(Name, out var values))
        {
            return null;
        }

        var key = values.ToString();
        key = key is ['"', .., '"'] ? key[1..^1] : key;
        if (values.Count == 1 && key.Length is > 0 and <= MaxCharacters && key.All(c => c is > ' ' and < (char)127))
        {
            return key;
        }

        problem = Problems.InvalidParameters.Result(
            $"The header {Name} is invalid.",
            new Dictionary<string, string[]> { [Name] = [$"1 to {MaxCharacters} visible ASCII characters, sent once"] });
        return null;
    }
}
