using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Options;
using VisionSystem.Contracts.Configuration;
using VisionSystem.ServiceDefaults.Redis;

namespace VisionSystem.Inference.Caching;

/// <summary>
/// Results of repeated images: in this process, limited in age and memory, and behind that in the Redis that replicas share, if
/// one is configured. Thread-safe.
/// </summary>
internal sealed class ResultCache : IDisposable
{
    // Measured overhead of an entry besides key and value: the entry object, its table slot, the headers of array and string.
    private const int EntryBytes = 320;

    private readonly MemoryCache _entries;
    private readonly SharedCache _shared;
    private readonly TimeSpan _ttl;

    public ResultCache(CacheOptions options, SharedCache shared, ILoggerFactory loggers)
    {
        IsOn = options.IsOn;
        _shared = shared;
        _ttl = TimeSpan.FromSeconds(options.TtlSeconds);
        _entries = new MemoryCache(Options.Create(new MemoryCacheOptions { SizeLimit = Math.Max(1, options.MaxMemory.Bytes), TrackStatistics = true }), loggers);
        CacheTelemetry.Observe(this);
    }

    public bool IsOn { get; }

    /// <summary>Bytes of the results in this process.</summary>
    public long Bytes => _entries.GetCurrentStatistics()?.CurrentEstimatedSize ?? 0;

    /// <summary>Finds a result in this process, otherwise in Redis, at the cost of a request to it.</summary>
    /// <returns>Null if neither holds the result.</returns>
    public async ValueTask<CachedResult?> FindAsync(string key)
    {
        if (_entries.TryGetValue(key, out byte[]? json))
        {
            CacheTelemetry.LookedUp(CacheLookup.Process);
            return CachedResult.Read(json!);
        }

        if (await _shared.FindAsync(key) is { } found && CachedResult.Read(found.Value) is { } result)
        {
            SetLocal(key, found.Value, found.Left);
            CacheTelemetry.LookedUp(CacheLookup.Redis);
            return result;
        }

        CacheTelemetry.LookedUp(CacheLookup.Miss);
        return null;
    }

    /// <summary>Stores a result in this process, and in Redis without making the caller wait.</summary>
    public void Set(string key, byte[] json)
    {
        SetLocal(key, json, _ttl);
        _ = _shared.SetAsync(key, json, _ttl).AsTask();
    }

    public void Dispose()
    {
        CacheTelemetry.Unregister(this);
        _entries.Dispose();
    }

    private void SetLocal(string key, byte[] json, TimeSpan time)
    {
        if (time > TimeSpan.Zero)
        {
            _entries.Set(key, json, new MemoryCacheEntryOptions
            {
                AbsoluteExpirationRelativeToNow = time,
                Size = json.Length + (sizeof(char) * key.Length) + EntryBytes,
            });
        }
    }
}

/// <summary>Age and memory limits of cached results (<c>Vision:Cache</c>).</summary>
internal sealed record CacheOptions
{
    public const string Section = "Vision:Cache";

    /// <summary>Lifetime of a result in seconds (<c>CV_CACHE_TTL</c>); 0 disables the cache.</summary>
    [Range(0, 31_536_000)]
    public int TtlSeconds { get; init; } = 3600;

    /// <summary>Memory limit of the results in this process (<c>CV_CACHE_MAX_MEMORY</c>); 0 disables the cache, including its entries in Redis.</summary>
    public ByteSize MaxMemory { get; init; } = ByteSize.Parse("1gb");

    public bool IsOn => TtlSeconds > 0 && MaxMemory.Bytes > 0;
}
