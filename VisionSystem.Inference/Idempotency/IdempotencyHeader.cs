using VisionSystem.ServiceDefaults.Problems;

namespace VisionSystem.Inference.Idempotency;

/// <summary>The headers by which a request that is sent twice is done once (draft-ietf-httpapi-idempotency-key-header).</summary>
internal static class IdempotencyHeader
{
    public const string Name = "Idempotency-Key";

    /// <summary><c>true</c> on an answer that was given before.</summary>
    public const string Replayed = "Idempotency-Replayed";

    private const int MostCharacters = 255;

    /// <summary>The key that a request names, if it does; the draft's quotes around it may be left out.</summary>
    public static string? Read(HttpRequest request, out ProblemResult? problem)
    {
        problem = null;
        if (!request.Headers.TryGetValue(Name, out var values))
        {
            return null;
        }

        var key = values.ToString();
        key = key is ['"', .., '"'] ? key[1..^1] : key;
        if (values.Count == 1 && key.Length is > 0 and <= MostCharacters && key.All(c => c is > ' ' and < (char)127))
        {
            return key;
        }

        problem = Problems.InvalidParameters.Result(
            $"The header {Name} cannot be used.",
            new Dictionary<string, string[]> { [Name] = [$"1 to {MostCharacters} visible ASCII characters, once"] });
        return null;
    }
}
