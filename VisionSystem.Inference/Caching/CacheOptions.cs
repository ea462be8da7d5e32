using System.ComponentModel.DataAnnotations;
using VisionSystem.Contracts.Configuration;

namespace VisionSystem.Inference.Caching;

/// <summary>How long and in how much memory results are cached (<c>Vision:Cache</c>).</summary>
internal sealed record CacheOptions
{
    public const string Section = "Vision:Cache";

    /// <summary>Seconds for which a result may be served again (<c>CV_CACHE_TTL</c>); 0 switches the cache off.</summary>
    [Range(0, 31_536_000)]
    public int TtlSeconds { get; init; } = 3600;

    /// <summary>Memory of the results in this process (<c>CV_CACHE_MAX_MEMORY</c>); 0 switches the cache off, that in Redis too.</summary>
    public ByteSize MaxMemory { get; init; } = ByteSize.Parse("1gb");

    public bool IsOn => TtlSeconds > 0 && MaxMemory.Bytes > 0;
}
