namespace VisionSystem.Contracts;

/// <summary>An API key without its secret.</summary>
public record ApiKeyInfo
{
    /// <summary>The public id, the third part of the key's text.</summary>
    public required string Id { get; init; }

    /// <summary>The name that the key was created under; rotated keys share it.</summary>
    public required string Name { get; init; }

    /// <summary>The tenant whose data the key reaches.</summary>
    public required string Tenant { get; init; }

    /// <summary>The permissions, see <see cref="Scope"/>.</summary>
    public required IReadOnlyList<string> Scopes { get; init; }

    /// <summary>The time of creation, UTC.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The end of validity; null for none.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>The time of revocation; null while the key is valid.</summary>
    public DateTimeOffset? RevokedAt { get; init; }

    /// <summary>The last use, accurate to a few minutes; null before the first.</summary>
    public DateTimeOffset? LastUsedAt { get; init; }

    /// <summary>Limits of this key, besides those of its tenant; null for none.</summary>
    public CallerLimitValues? Limits { get; init; }
}

/// <summary>A key that was just created: the only response that contains its text.</summary>
public sealed record CreatedApiKey : ApiKeyInfo
{
    /// <summary>The text to send as <c>Authorization: Bearer</c> or <c>X-Api-Key</c>. It cannot be retrieved again.</summary>
    public required string Key { get; init; }
}

/// <summary>The request to create an API key.</summary>
public sealed record ApiKeyRequest
{
    /// <summary>The longest name, in characters.</summary>
    public const int MaxNameLength = 100;

    /// <summary>A name for people, 1 to <see cref="MaxNameLength"/> characters.</summary>
    public required string Name { get; init; }

    /// <summary>The tenant; null for the caller's. Another tenant's needs the scope <c>admin</c>.</summary>
    public string? Tenant { get; init; }

    /// <summary>At least one of <see cref="Scope.All"/>; none that the caller lacks.</summary>
    public required IReadOnlyList<string> Scopes { get; init; }

    /// <summary>The end of validity; null for none.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Limits of this key, besides those of its tenant; null for none.</summary>
    public CallerLimitValues? Limits { get; init; }
}

/// <summary>The API keys of a tenant, newest first.</summary>
public sealed record ApiKeyList(IReadOnlyList<ApiKeyInfo> Keys);

/// <summary>One valid key as logging-service hands it to the services that authenticate callers.</summary>
/// <param name="Id">The public id.</param>
/// <param name="Sha256">The SHA-256 of the key's text, 64 lower-case hexadecimal digits.</param>
/// <param name="Tenant">The tenant whose data the key reaches.</param>
/// <param name="Scopes">The permissions.</param>
/// <param name="ExpiresAt">The end of validity; null for none.</param>
public sealed record ApiKeyEntry(string Id, string Sha256, string Tenant, IReadOnlyList<string> Scopes, DateTimeOffset? ExpiresAt)
{
    /// <summary>Limits of this key, besides those of its tenant; null for none.</summary>
    public CallerLimitValues? Limits { get; init; }
}

/// <summary>All valid keys at one moment.</summary>
/// <param name="Keys">The keys, by id.</param>
public sealed record ApiKeySnapshot(IReadOnlyList<ApiKeyEntry> Keys)
{
    /// <summary>Tenants that are suspended, full or limited, by name; every other tenant has the limits of the installation.</summary>
    public IReadOnlyList<TenantEntry> Tenants { get; init; } = [];

    /// <summary>The internal route that returns it; conditional by ETag.</summary>
    public const string Path = "/internal/v1/keys";
}

/// <summary>Keys that authenticated a caller since the last report.</summary>
/// <param name="Ids">Their public ids.</param>
public sealed record ApiKeyUsage(IReadOnlyList<string> Ids)
{
    /// <summary>The time of the last use of each of <see cref="Ids"/>; null for the time of the report.</summary>
    public IReadOnlyList<DateTimeOffset>? UsedAt { get; init; }

    /// <summary>The internal route that accepts it.</summary>
    public const string Path = "/internal/v1/keys/used";
}
