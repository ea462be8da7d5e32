using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace VisionSystem.Inference.Caching;

/// <summary>The metrics of the result cache.</summary>
internal static class CacheTelemetry
{
    private static readonly Meter Meter = new("VisionSystem.Inference");
    private static readonly Counter<long> Lookups = Meter.CreateCounter<long>("cv_cache_lookups", "{photo}", "Photos that were looked up in the result cache, by result (hit or miss) and, for hits, by place (process or redis)");
    private static readonly ConcurrentDictionary<ResultCache, bool> Caches = [];

    static CacheTelemetry() =>
        Meter.CreateObservableGauge("cv_cache_size", () => Caches.Keys.Sum(cache => cache.Bytes), "By", "Answers that are kept for photos that come again");

    public static void Observe(ResultCache cache) => Caches[cache] = true;

    public static void Unregister(ResultCache cache) => Caches.TryRemove(cache, out _);

    public static void LookedUp(CacheLookup lookup) => Lookups.Add(
        1,
        new("result", lookup == CacheLookup.Miss ? "miss" : "hit"),
        new("place", lookup switch { CacheLookup.Process => "process", CacheLookup.Redis => "redis", _ => "" }));
}

/// <summary>Where an answer was found.</summary>
internal enum CacheLookup
{
    Miss,
    Process,
    Redis,
}
