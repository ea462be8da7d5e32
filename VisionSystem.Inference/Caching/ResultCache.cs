using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Options;

namespace VisionSystem.Inference.Caching;

/// <summary>Answers for photos that come again, in this process, for as long and in as much memory as configured. Thread-safe.</summary>
internal sealed class ResultCache : IDisposable
{
    // What an entry takes besides its text, by measurement: the entry, its place in the table, the array's and the string's heads.
    private const int EntryBytes = 320;

    private readonly MemoryCache _entries;
    private readonly TimeSpan _ttl;

    public ResultCache(CacheOptions options, ILoggerFactory loggers)
    {
        IsOn = options.IsOn;
        _ttl = TimeSpan.FromSeconds(options.TtlSeconds);
        _entries = new MemoryCache(Options.Create(new MemoryCacheOptions { SizeLimit = Math.Max(1, options.MaxMemory.Bytes), TrackStatistics = true }), loggers);
        CacheTelemetry.Observe(this);
    }

    /// <summary>Whether anything is kept at all.</summary>
    public bool IsOn { get; }

    /// <summary>Bytes of the answers that are kept.</summary>
    public long Bytes => _entries.GetCurrentStatistics()?.CurrentEstimatedSize ?? 0;

    public CachedResult? Find(string key) => _entries.TryGetValue(key, out byte[]? json) ? CachedResult.Read(json!) : null;

    public void Keep(string key, byte[] json) => _entries.Set(
        key, json, new MemoryCacheEntryOptions { AbsoluteExpirationRelativeToNow = _ttl, Size = json.Length + (sizeof(char) * key.Length) + EntryBytes });

    public void Dispose()
    {
        CacheTelemetry.Forget(this);
        _entries.Dispose();
    }
}
