using VisionSystem.ServiceDefaults.Configuration;

namespace VisionSystem.Inference.Pipeline;

/// <summary>How many photos are decoded at a time (<c>Vision:Decoding</c>).</summary>
internal sealed record DecodeOptions : IValidated
{
    public const string Section = "Vision:Decoding";

    /// <summary>Small photos that are decoded at a time, and as many large ones; 0 takes one a core, and two at least.</summary>
    public int Places { get; init; }

    /// <summary>More pixels than these make a photo a large one.</summary>
    public long LargePixels { get; init; } = 4_000_000;

    public int PlacesOrDefault => Places > 0 ? Places : Math.Max(2, Environment.ProcessorCount);

    public IEnumerable<string> Validate()
    {
        if (Places is < 0 or > 1024)
        {
            yield return $"{Section}:{nameof(Places)}: 0 to 1024";
        }

        if (LargePixels < 1)
        {
            yield return $"{Section}:{nameof(LargePixels)}: 1 or more";
        }
    }
}
