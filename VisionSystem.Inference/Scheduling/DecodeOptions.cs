using System.ComponentModel.DataAnnotations;

namespace VisionSystem.Inference.Scheduling;

/// <summary>How many images are decoded at a time (<c>Vision:Decoding</c>).</summary>
internal sealed record DecodeOptions
{
    public const string Section = "Vision:Decoding";

    /// <summary>Small images that are decoded at a time, and as many large ones; 0 takes one a core, and two at least.</summary>
    [Range(0, 1024)]
    public int Places { get; init; }

    /// <summary>More pixels than these make an image a large one.</summary>
    [Range(typeof(long), "1", "9223372036854775807")]
    public long LargePixels { get; init; } = 4_000_000;

    public int PlacesOrDefault => Places > 0 ? Places : Math.Max(2, Environment.ProcessorCount);
}
