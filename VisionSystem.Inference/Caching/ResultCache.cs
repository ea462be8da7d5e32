using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Options;
using VisionSystem.ServiceDefaults.Redis;

namespace VisionSystem.Inference.Caching;

/// <summary>
/// Answers for images that come again: in this process, for as long and in as much memory as configured, and behind it in the
/// Redis that replicas share, where there is one. Thread-safe.
/// </summary>
internal sealed class ResultCache : IDisposable
{
    // What an entry takes besides its text, by measurement: the entry, its place in the table, the array's and the string's heads.
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

    /// <summary>Whether anything is kept at all.</summary>
    public bool IsOn { get; }

    /// <summary>Bytes of the answers that are kept here.</summary>
    public long Bytes => _entries.GetCurrentStatistics()?.CurrentEstimatedSize ?? 0;

    /// <summary>An answer, first from here, then from Redis, which costs a request to it.</summary>
    /// <returns>Null where it is in neither.</returns>
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

    /// <summary>Keeps an answer here, and in Redis a moment later: who asked for it does not wait for that.</summary>
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
