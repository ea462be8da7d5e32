using System.Collections.Concurrent;
using VisionSystem.Contracts;
using VisionSystem.Inference.Recording;

namespace VisionSystem.Inference.Authentication;

/// <summary>
/// Reports to logging-service when keys were last used, at most once a minute and only if a key was used since. Uses that could
/// not be reported are reported later with their times. Thread-safe.
/// </summary>
internal sealed class KeyUsageReport(IHttpClientFactory clients, TimeProvider time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    /// <summary>The keys that were ever in the list; a revoked key stays, because its last use may not be reported yet.</summary>
    private readonly ConcurrentDictionary<string, KeyUse> _uses = new(StringComparer.Ordinal);
    private long _sentAt = time.GetTimestamp();

    /// <summary>Returns the uses of a key, the same object for every list of keys.</summary>
    public KeyUse Of(string id) => _uses.GetOrAdd(id, _ => new KeyUse());

    /// <summary>Sends a report if the last one was a minute ago.</summary>
    public async Task SendWhenDueAsync(CancellationToken cancellationToken)
    {
        if (time.GetElapsedTime(_sentAt) >= Interval)
        {
            _sentAt = time.GetTimestamp();
            await SendAsync(cancellationToken);
        }
    }

    /// <summary>Sends a report unless nothing changed. A failure is not reported: the same uses are sent with the next report.</summary>
    public async Task SendAsync(CancellationToken cancellationToken)
    {
        var changes = _uses.Select(use => (Id: use.Key, Use: use.Value, At: use.Value.LastAt)).Where(change => change.At > change.Use.ReportedAt).ToArray();
        if (changes.Length == 0)
        {
            return;
        }

        try
        {
            var usage = new ApiKeyUsage([.. changes.Select(change => change.Id)])
            {
                UsedAt = [.. changes.Select(change => DateTimeOffset.FromUnixTimeMilliseconds(change.At))],
            };
            using var http = clients.CreateClient(KeyDirectory.Client);
            using var response = await http.PostAsJsonAsync(new Uri(LoggingOptions.Address + ApiKeyUsage.Path), usage, WireJson.Default.ApiKeyUsage, cancellationToken);
            response.EnsureSuccessStatusCode();
            foreach (var change in changes)
            {
                change.Use.ReportedAt = change.At;
            }
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException)
        {
            // The directory logs that logging-service does not respond.
        }
    }
}

/// <summary>The uses of one key.</summary>
internal sealed class KeyUse
{
    private long _lastAt;

    /// <summary>The last use, in milliseconds since 1970; 0 for none.</summary>
    public long LastAt => Volatile.Read(ref _lastAt);

    /// <summary>The last use that was reported. Only the report accesses it.</summary>
    public long ReportedAt { get; set; }

    /// <summary>Notes a use.</summary>
    public void Note(DateTimeOffset at) => Volatile.Write(ref _lastAt, at.ToUnixTimeMilliseconds());
}
