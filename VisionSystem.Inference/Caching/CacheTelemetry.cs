using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace VisionSystem.Inference.Caching;

/// <summary>The metrics of the result cache.</summary>
internal static class CacheTelemetry
{
    private static readonly Meter Meter = new("VisionSystem.Inference");
    private static readonly Counter<long> Lookups = Meter.CreateCounter<long>("cv_cache_lookups", "{photo}", "Photos that were looked up in the result cache, by result: hit or miss");
    private static readonly ConcurrentDictionary<ResultCache, bool> Caches = [];

    static CacheTelemetry() =>
        Meter.CreateObservableGauge("cv_cache_size", () => Caches.Keys.Sum(cache => cache.Bytes), "By", "Answers that are kept for photos that come again");

    public static void Observe(ResultCache cache) => Caches[cache] = true;

    public static void Forget(ResultCache cache) => Caches.TryRemove(cache, out _);

    public static void LookedUp(bool hit) => Lookups.Add(1, new KeyValuePair<string, object?>("result", hit ? "hit" : "miss"));
}
