using System.Collections.Concurrent;
using System.Net;
using VisionSystem.ServiceDefaults.Telemetry;

namespace VisionSystem.ServiceDefaults.Authentication;

/// <summary>
/// Counts the requests that receive 401 by reason and client address, so that a flood becomes a few log lines and audit events with
/// counts. A request costs a lookup and an increment: no lock, no allocation. Addresses beyond <see cref="MaxAddresses"/> in
/// one interval share one count per reason. Thread-safe.
/// </summary>
public sealed class FailedLogins
{
    /// <summary>The reason of a request without credentials.</summary>
    public const string Missing = "missing";

    /// <summary>The reason of credentials that are not valid, without a more precise one.</summary>
    public const string Invalid = "invalid";

    internal const int MaxAddresses = 32;

    private Interval _current = new();
    private Interval _previous = new();

    /// <summary>Counts one request.</summary>
    /// <param name="reason">A word of a small set.</param>
    /// <param name="address">The client's address behind trusted proxies.</param>
    public void Count(string reason, IPAddress? address)
    {
        DefaultsTelemetry.AuthenticationRejections.Add(1, new KeyValuePair<string, object?>("reason", reason));
        Volatile.Read(ref _current).Add(reason, address);
    }

    /// <summary>
    /// The counts since the last call. A request that was being counted during the last call is in this one. Not thread-safe.
    /// </summary>
    internal IReadOnlyList<FailedLogin> Take()
    {
        var ended = Interlocked.Exchange(ref _current, new Interval());
        FailedLogin[] counts = [.. _previous.Take().Concat(ended.Take())];
        _previous = ended;
        return counts;
    }

    private sealed class Interval
    {
        private readonly ConcurrentDictionary<(string Reason, IPAddress? Address), Counter> _counters = new();
        private int _addresses;

        public void Add(string reason, IPAddress? address)
        {
            if (!_counters.TryGetValue((reason, address), out var counter))
            {
                var isBeyond = Volatile.Read(ref _addresses) >= MaxAddresses || Interlocked.Increment(ref _addresses) > MaxAddresses;
                counter = _counters.GetOrAdd((reason, isBeyond ? null : address), static _ => new Counter());
            }

            Interlocked.Increment(ref counter.Value);
        }

        public IEnumerable<FailedLogin> Take() => _counters
            .Select(entry => new FailedLogin(entry.Key.Reason, entry.Key.Address, Interlocked.Exchange(ref entry.Value.Value, 0)))
            .Where(counted => counted.Count > 0);
    }

    private sealed class Counter
    {
        public long Value;
    }
}

/// <summary>The rejected requests of one address in one interval.</summary>
/// <param name="Reason">Why they were rejected.</param>
/// <param name="Address">The address; null for all addresses beyond the first <see cref="FailedLogins.MaxAddresses"/>.</param>
/// <param name="Count">The number of requests, at least 1.</param>
internal sealed record FailedLogin(string Reason, IPAddress? Address, long Count);
