using VisionSystem.ServiceDefaults.Configuration;

namespace VisionSystem.Inference.Caching;

/// <summary>How long and in how much memory answers are kept for photos that come again (<c>Vision:Cache</c>).</summary>
internal sealed record CacheOptions : IValidated
{
    public const string Section = "Vision:Cache";

    /// <summary>Seconds for which an answer may be given again (<c>CV_CACHE_TTL</c>); 0 switches the cache off.</summary>
    public int TtlSeconds { get; init; } = 3600;

    /// <summary>Memory of the answers in this process (<c>CV_CACHE_MAX_MEMORY</c>); 0 switches the cache off, that in Redis too.</summary>
    public ByteSize MaxMemory { get; init; } = ByteSize.Parse("1gb");

    public bool IsOn => TtlSeconds > 0 && MaxMemory.Bytes > 0;

    public IEnumerable<string> Validate()
    {
        if (TtlSeconds < 0)
        {
            yield return $"{SettingCatalog.NameOf(Section + ":" + nameof(TtlSeconds))}: 0 or more seconds";
        }
    }
}
