using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text.Json;
using VisionSystem.Contracts;
using VisionSystem.Inference.Recording;
using VisionSystem.ServiceDefaults.Authentication;
using VisionSystem.ServiceDefaults.Tls;

namespace VisionSystem.Inference.Authentication;

/// <summary>
/// All valid API keys in memory, so that a request is authenticated without a call. The list is fetched from logging-service
/// every two seconds if it changed, and at once for an unknown key, at most four times a second. A revoked key is therefore
/// rejected on every replica within seconds, and a flood of wrong keys causes no further traffic. While logging-service does not
/// respond, the last list stays in use. The directory also reports at most once a minute when keys were last used. Thread-safe.
/// </summary>
internal sealed class KeyDirectory(IHttpClientFactory clients, AccessState access, TimeProvider time, ILogger<KeyDirectory> logger) : BackgroundService, ITenantStates
{
    /// <summary>The name of the HTTP client.</summary>
    public const string Client = "logging-service-keys";

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan Floor = TimeSpan.FromMilliseconds(250);

    /// <summary>The most requests with unknown keys that wait for a fetch.</summary>
    private const int MaxWaiting = 64;

    private static readonly TimeSpan LastReportTimeout = TimeSpan.FromSeconds(2);

    private readonly KeyUsageReport _usage = new(clients, time);
    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly CancellationTokenSource _stopping = new();
    private readonly TaskCompletionSource _requested = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile Snapshot? _snapshot;
    private Task? _next;
    private int _waiting;
    private long? _startedAt;
    private bool _isFailing;
    private bool _isDisposed;

    /// <summary>True once the list was fetched.</summary>
    public bool IsLoaded => _snapshot is not null;

    /// <summary>Returns the state and the limits of a tenant; null for a tenant with the limits of the installation.</summary>
    public TenantEntry? TenantOf(ReadOnlySpan<char> name) => _snapshot is { } snapshot && snapshot.Tenants.TryGetValue(name, out var tenant) ? tenant : null;

    /// <summary>
    /// Returns the prefix of what is cached for a tenant: its name, with its generation after a deletion, so that a new tenant
    /// never receives what was cached for a deleted one of the same name.
    /// </summary>
    public string CacheNameOf(string tenant) => TenantOf(tenant) is { Generation: > 0 and var generation } ? string.Create(CultureInfo.InvariantCulture, $"{tenant}.{generation}") : tenant;

    /// <summary>Returns the limits of a key; null for none.</summary>
    public CallerLimitValues? LimitsOf(string keyId) => _snapshot is { } snapshot && snapshot.Lookup.TryGetValue(keyId, out var key) ? key.Limits : null;

    public ValueTask<bool> IsSuspendedAsync(string tenant, CancellationToken cancellationToken) => ValueTask.FromResult(TenantOf(tenant) is { IsSuspended: true });

    /// <summary>Finds the caller of a key.</summary>
    /// <param name="id">The key's public id.</param>
    /// <param name="hash">The SHA-256 of the key's text.</param>
    /// <param name="caller">The caller.</param>
    /// <returns>Whether the key is valid, unknown, wrong or expired.</returns>
    public KeyVerdict TryFind(ReadOnlySpan<char> id, ReadOnlySpan<byte> hash, [NotNullWhen(true)] out ClaimsPrincipal? caller)
    {
        caller = null;
        if (_snapshot is not { } snapshot || !snapshot.Lookup.TryGetValue(id, out var entry))
        {
            return KeyVerdict.Unknown;
        }

        if (!CryptographicOperations.FixedTimeEquals(hash, entry.Hash))
        {
            return KeyVerdict.Wrong;
        }

        var now = time.GetUtcNow();
        if (entry.ExpiresAt <= now)
        {
            return KeyVerdict.Expired;
        }

        entry.Use.Note(now);
        caller = entry.Caller;
        return KeyVerdict.Valid;
    }

    /// <summary>
    /// Completes after a fetch that starts from now on, so that a key created before this call is in the list. Callers share it, and
    /// fetches start at least a quarter of a second apart.
    /// </summary>
    public Task RefreshAsync(CancellationToken cancellationToken)
    {
        _requested.TrySetResult();
        lock (_lock)
        {
            return (_next ??= FetchNextAsync()).WaitAsync(cancellationToken);
        }
    }

    /// <summary>
    /// <see cref="RefreshAsync"/> for a request with an unknown key. While many such requests wait, it does nothing: a flood of
    /// invented keys is rejected immediately and holds no requests. Before the first list has arrived, every request waits for it.
    /// </summary>
    public async Task RefreshUnlessBusyAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (Interlocked.Increment(ref _waiting) <= MaxWaiting || !IsLoaded)
            {
                // An exception for each request of a closed connection would cost more than its rejection.
                await RefreshAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }

    public override void Dispose()
    {
        if (_isDisposed)
        {
            // Registered as itself and as a hosted service.
            return;
        }

        _isDisposed = true;
        _stopping.Cancel();
        base.Dispose();
        _turn.Dispose();
        _stopping.Dispose();
    }

    /// <summary>Reports the last uses before the process ends.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(LastReportTimeout);
        await _usage.SendAsync(timeout.Token);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (access.IsOpen)
        {
            // Callers need no keys, so the list is not needed before one of them sends a key.
            await _requested.Task.WaitAsync(stoppingToken);
        }

        using var timer = new PeriodicTimer(Interval, time);
        do
        {
            await RefreshAsync(stoppingToken);
            await _usage.SendWhenDueAsync(stoppingToken);
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task FetchNextAsync()
    {
        // The caller assigns the task before it goes on.
        await Task.Yield();
        var wait = _startedAt is { } started ? Floor - time.GetElapsedTime(started) : TimeSpan.Zero;
        await Task.Delay(wait > TimeSpan.Zero ? wait : TimeSpan.Zero, time, _stopping.Token);

        // A slow response must not replace the list of a later one.
        await _turn.WaitAsync(_stopping.Token);
        try
        {
            lock (_lock)
            {
                (_next, _startedAt) = (null, time.GetTimestamp());
            }

            await FetchAsync(_stopping.Token);
        }
        finally
        {
            _turn.Release();
        }
    }

    private async Task FetchAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(LoggingOptions.Address + ApiKeySnapshot.Path));
            if (_snapshot?.ETag is { } known)
            {
                request.Headers.IfNoneMatch.Add(known);
            }

            using var response = await clients.CreateClient(Client).SendAsync(request, cancellationToken);
            if (response.StatusCode is not HttpStatusCode.NotModified)
            {
                response.EnsureSuccessStatusCode();
                var content = await response.Content.ReadFromJsonAsync(WireJson.Default.ApiKeySnapshot, cancellationToken);
                _snapshot = new Snapshot(content!, response.Headers.ETag, _usage);
                Log.KeysLoaded(logger, content!.Keys.Count);
            }

            _isFailing = false;
        }
        catch (Exception exception) when (exception is HttpRequestException or JsonException || (exception is TaskCanceledException && !cancellationToken.IsCancellationRequested))
        {
            if (!_isFailing)
            {
                _isFailing = true;
                Log.KeysNotLoaded(logger, ServerVerifier.ReasonOf(exception));
            }
        }
    }

    private sealed class Snapshot(ApiKeySnapshot content, EntityTagHeaderValue? etag, KeyUsageReport usage)
    {
        public FrozenDictionary<string, KeyEntry>.AlternateLookup<ReadOnlySpan<char>> Lookup { get; } =
            content.Keys.ToFrozenDictionary(key => key.Id, key => new KeyEntry(key, usage.Of(key.Id)), StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();

        public FrozenDictionary<string, TenantEntry>.AlternateLookup<ReadOnlySpan<char>> Tenants { get; } =
            content.Tenants.ToFrozenDictionary(tenant => tenant.Name, StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();

        public EntityTagHeaderValue? ETag => etag;
    }

    private sealed class KeyEntry(ApiKeyEntry key, KeyUse use)
    {
        public byte[] Hash { get; } = Convert.FromHexString(key.Sha256);

        public ClaimsPrincipal Caller { get; } = ServiceDefaults.Authentication.Caller.Create(CredentialHandler.Scheme, key.Tenant, key.Id, key.Scopes);

        public DateTimeOffset? ExpiresAt => key.ExpiresAt;

        public CallerLimitValues? Limits => key.Limits;

        public KeyUse Use => use;
    }
}

/// <summary>The result of looking up a key.</summary>
internal enum KeyVerdict
{
    /// <summary>The key may be used.</summary>
    Valid,

    /// <summary>No key has this id: it never existed, was revoked, or was created a moment ago.</summary>
    Unknown,

    /// <summary>The id exists and the secret differs.</summary>
    Wrong,

    /// <summary>The key's validity has ended.</summary>
    Expired,
}
