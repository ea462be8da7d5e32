using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using VisionSystem.Inference.Diagnostics;

namespace VisionSystem.Inference.Caching;

/// <summary>The metrics of the result cache.</summary>
internal static class CacheTelemetry
{
    private static readonly Counter<long> Lookups = InferenceTelemetry.Meter.CreateCounter<long>("cv_cache_lookups", "{image}", "Lookups in the result cache, by result (hit or miss) and, for hits, by place (process or redis)");
    private static readonly ConcurrentDictionary<ResultCache, bool> Caches = [];

    static CacheTelemetry() =>
        InferenceTelemetry.Meter.CreateObservableGauge("cv_cache_size", () => Caches.Keys.Sum(cache => cache.Bytes), "By", "Size of the cached results in this process");

    public static void Observe(ResultCache cache) => Caches[cache] = true;

    public static void Unregister(ResultCache cache) => Caches.TryRemove(cache, out _);

    public static void LookedUp(CacheLookup lookup) => Lookups.Add(
        1,
        new("result", lookup == CacheLookup.Miss ? "miss" : "hit"),
        new("place", lookup switch { CacheLookup.Process => "process", CacheLookup.Redis => "redis", _ => "" }));
}

/// <summary>The outcome of a lookup.</summary>
internal enum CacheLookup
{
    Miss,
    Process,
    Redis,
}
