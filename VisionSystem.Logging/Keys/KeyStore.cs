using System.Data.Common;
using System.Globalization;
using VisionSystem.Contracts;
using VisionSystem.Logging.Audit;
using VisionSystem.Logging.Persistence.SystemTables;
using VisionSystem.ServiceDefaults.Audit;
using VisionSystem.Logging.Tenants;
using VisionSystem.ServiceDefaults.Authentication;

namespace VisionSystem.Logging.Keys;

/// <summary>
/// The API keys of all tenants. Each change and its audit event are stored in one transaction. A key's text leaves only <see cref="CreateAsync"/> and <see cref="RotateAsync"/>.
/// </summary>
internal sealed class KeyStore(ISystemDatabase database, TenantStore tenants, TimeProvider time)
{
    private const string Columns = "id, name, tenant, scopes, created_at, expires_at, revoked_at, last_used_at, limits";

    /// <summary>The cast is for PostgreSQL, which cannot infer the type of a parameter that is only compared with NULL.</summary>
    private const string OfTenant = "WHERE id = @id AND (CAST(@tenant AS text) IS NULL OR tenant = @tenant)";

    private const string IsValid = "revoked_at IS NULL AND (expires_at IS NULL OR expires_at > @now)";

    private const string Insert = """
        INSERT INTO api_keys (id, name, tenant, scopes, sha256, created_at, expires_at, limits)
        VALUES (@id, @name, @tenant, @scopes, @sha256, @created, @expires, @limits)
        ON CONFLICT (id) DO NOTHING
        """;

    /// <summary>Creates a key.</summary>
    /// <param name="name">A name for people.</param>
    /// <param name="tenant">The tenant whose data it reaches.</param>
    /// <param name="scopes">The permissions.</param>
    /// <param name="expiresAt">The end of validity; null for none.</param>
    /// <param name="limits">The limits; null for those of the tenant.</param>
    /// <param name="audit">The audit entry.</param>
    /// <param name="cancellationToken">Stops the write.</param>
    public async Task<CreatedApiKey> CreateAsync(
        string name, string tenant, IReadOnlyList<string> scopes, DateTimeOffset? expiresAt, CallerLimitValues? limits, AuditEntry audit, CancellationToken cancellationToken)
    {
        var key = ApiKey.Create();
        var created = new CreatedApiKey
        {
            Key = key.Text,
            Id = key.Id,
            Name = name,
            Tenant = tenant,
            Scopes = scopes,
            CreatedAt = Milliseconds(time.GetUtcNow().ToUnixTimeMilliseconds()),
            ExpiresAt = expiresAt is { } end ? Milliseconds(end.ToUnixTimeMilliseconds()) : null,
            Limits = limits,
        };
        var audited = EventOf(audit, created, StatusCodes.Status201Created);
        await database.RunAsync(
            async (connection, token) =>
            {
                await InsertAsync(connection, created, token);
                await AuditStore.AppendAsync(connection, audited, token);
                return true;
            },
            cancellationToken);
        audit.Stored = audited;
        return created;
    }

    /// <summary>The keys of a tenant, or of all tenants, newest first; revoked and expired ones too.</summary>
    /// <param name="tenant">The tenant; null for all.</param>
    /// <param name="cancellationToken">Stops the read.</param>
    public Task<IReadOnlyList<ApiKeyInfo>> ListAsync(string? tenant, CancellationToken cancellationToken) =>
        database.RunAsync(
            (connection, token) => ReadAsync(connection, "WHERE CAST(@tenant AS text) IS NULL OR tenant = @tenant ORDER BY created_at DESC, id", token, ("tenant", tenant)),
            cancellationToken);

    /// <summary>Finds a key.</summary>
    /// <param name="id">The public id.</param>
    /// <param name="tenant">The tenant that the key must belong to; null for any.</param>
    /// <param name="cancellationToken">Stops the read.</param>
    /// <returns>Null if there is no such key.</returns>
    public async Task<ApiKeyInfo?> FindAsync(string id, string? tenant, CancellationToken cancellationToken) =>
        await database.RunAsync((connection, token) => ReadAsync(connection, OfTenant, token, ("id", id), ("tenant", tenant)), cancellationToken) is [{ } key] ? key : null;

    /// <summary>Revokes a key; one that is revoked stays as it is.</summary>
    /// <param name="id">The public id.</param>
    /// <param name="tenant">The tenant that the key must belong to; null for any.</param>
    /// <param name="audit">The audit entry.</param>
    /// <param name="cancellationToken">Stops the write.</param>
    /// <returns>False if there is no such key.</returns>
    public async Task<bool> RevokeAsync(string id, string? tenant, AuditEntry audit, CancellationToken cancellationToken)
    {
        audit.Stored = await database.RunAsync(
            async (connection, token) =>
            {
                if (await ReadAsync(connection, OfTenant, token, ("id", id), ("tenant", tenant)) is not [{ } key])
                {
                    return null;
                }

                await connection.ExecuteAsync(
                    "UPDATE api_keys SET revoked_at = coalesce(revoked_at, @now) WHERE id = @id", token, ("now", time.GetUtcNow().ToUnixTimeMilliseconds()), ("id", id));
                var audited = EventOf(audit, key, StatusCodes.Status204NoContent);
                await AuditStore.AppendAsync(connection, audited, token);
                return audited;
            },
            cancellationToken);
        return audit.Stored is not null;
    }

    /// <summary>Creates a key that replaces another: same name, tenant, scopes and limits. The old one ends after the overlap.</summary>
    /// <param name="id">The public id of the key to replace.</param>
    /// <param name="tenant">The tenant that the key must belong to; null for any.</param>
    /// <param name="overlap">How long both are valid.</param>
    /// <param name="renews">True for the old key's length of validity from now on; false for its end.</param>
    /// <param name="audit">The audit entry.</param>
    /// <param name="cancellationToken">Stops the write.</param>
    /// <returns>The new key; null if there is no such valid key.</returns>
    public async Task<CreatedApiKey?> RotateAsync(string id, string? tenant, TimeSpan overlap, bool renews, AuditEntry audit, CancellationToken cancellationToken)
    {
        var key = ApiKey.Create();
        var (created, audited) = await database.RunAsync<(CreatedApiKey?, AuditEvent?)>(
            async (connection, token) =>
            {
                var now = time.GetUtcNow();
                var found = await ReadAsync(connection, OfTenant, token, ("id", id), ("tenant", tenant));
                if (found is not [{ RevokedAt: null } old] || old.ExpiresAt <= now)
                {
                    return default;
                }

                var created = new CreatedApiKey
                {
                    Key = key.Text,
                    Id = key.Id,
                    Name = old.Name,
                    Tenant = old.Tenant,
                    Scopes = old.Scopes,
                    CreatedAt = Milliseconds(now.ToUnixTimeMilliseconds()),
                    ExpiresAt = renews && old.ExpiresAt is { } end ? now + (end - old.CreatedAt) : old.ExpiresAt,
                    Limits = old.Limits,
                };
                await InsertAsync(connection, created, token);
                await connection.ExecuteAsync(
                    "UPDATE api_keys SET expires_at = @end WHERE id = @id AND (expires_at IS NULL OR expires_at > @end)",
                    token,
                    ("end", (now + overlap).ToUnixTimeMilliseconds()), ("id", id));
                var audited = EventOf(audit, created, StatusCodes.Status200OK, $", replaces {id}");
                await AuditStore.AppendAsync(connection, audited, token);
                return (created, audited);
            },
            cancellationToken);
        audit.Stored = audited;
        return created;
    }

    /// <summary>All keys that are neither revoked nor expired, by id, and the tenants that are suspended, limited or created anew, by name.</summary>
    public async Task<ApiKeySnapshot> SnapshotAsync(CancellationToken cancellationToken) => new ApiKeySnapshot(await ListValidAsync(cancellationToken))
    {
        Tenants =
        [
            .. (await tenants.ListAsync(cancellationToken))
                .Select(row => new TenantEntry(row.Name, row.State is TenantState.Suspended or TenantState.Deleting, row.IsFull, row.Limits)
                {
                    Generation = row.DeletedAt?.ToUnixTimeMilliseconds() ?? 0,
                })
                .Where(entry => entry is not { IsSuspended: false, Limits: null, Generation: 0 }),
        ],
    };

    /// <summary>Counts the keys of a tenant, with revoked and expired ones.</summary>
    public Task<int> CountAsync(string tenant, CancellationToken cancellationToken) =>
        CountAsync("SELECT count(*) FROM api_keys WHERE tenant = @tenant", cancellationToken, ("tenant", tenant));

    /// <summary>Counts the valid keys of a tenant.</summary>
    public Task<int> CountValidAsync(string tenant, CancellationToken cancellationToken) => CountAsync(
        $"SELECT count(*) FROM api_keys WHERE tenant = @tenant AND {IsValid}", cancellationToken, ("tenant", tenant), ("now", time.GetUtcNow().ToUnixTimeMilliseconds()));

    /// <summary>Returns the tenants that have keys.</summary>
    public Task<IReadOnlyList<string>> ListTenantsAsync(CancellationToken cancellationToken) => database.RunAsync<IReadOnlyList<string>>(
        async (connection, token) =>
        {
            await using var command = connection.Command("SELECT DISTINCT tenant FROM api_keys");
            await using var reader = await command.ExecuteReaderAsync(token);
            var names = new List<string>();
            while (await reader.ReadAsync(token))
            {
                names.Add(reader.GetString(0));
            }

            return names;
        },
        cancellationToken);

    /// <summary>Deletes the keys of a tenant.</summary>
    /// <returns>The number of deleted keys.</returns>
    public Task<int> RemoveAllAsync(string tenant, CancellationToken cancellationToken) =>
        database.RunAsync((connection, token) => connection.ExecuteAsync("DELETE FROM api_keys WHERE tenant = @tenant", token, ("tenant", tenant)), cancellationToken);

    /// <summary>Notes when keys were last used. A report that arrives late changes no later time.</summary>
    public Task MarkUsedAsync(ApiKeyUsage usage, CancellationToken cancellationToken) => database.RunAsync(
        async (connection, token) =>
        {
            var now = time.GetUtcNow();
            foreach (var (index, id) in usage.Ids.Index())
            {
                var usedAt = usage.UsedAt?.ElementAtOrDefault(index) is { } at && at > DateTimeOffset.UnixEpoch && at < now ? at : now;
                await connection.ExecuteAsync(
                    "UPDATE api_keys SET last_used_at = @used WHERE id = @id AND (last_used_at IS NULL OR last_used_at < @used)",
                    token,
                    ("used", usedAt.ToUnixTimeMilliseconds()), ("id", id));
            }

            return true;
        },
        cancellationToken);

    private Task<List<ApiKeyEntry>> ListValidAsync(CancellationToken cancellationToken) => database.RunAsync(
        async (connection, token) =>
        {
            await using var command = connection.Command(
                $"SELECT id, sha256, tenant, scopes, expires_at, limits FROM api_keys WHERE {IsValid} ORDER BY id",
                ("now", time.GetUtcNow().ToUnixTimeMilliseconds()));
            await using var reader = await command.ExecuteReaderAsync(token);
            var keys = new List<ApiKeyEntry>();
            while (await reader.ReadAsync(token))
            {
                keys.Add(new ApiKeyEntry(reader.GetString(0), reader.GetString(1), reader.GetString(2), Split(reader.GetString(3)), Time(reader, 4))
                {
                    Limits = LimitsColumn.Read(reader, 5),
                });
            }

            return keys;
        },
        cancellationToken);

    private Task<int> CountAsync(string query, CancellationToken cancellationToken, params (string Name, object? Value)[] parameters) => database.RunAsync(
        async (connection, token) =>
        {
            await using var command = connection.Command(query, parameters);
            return Convert.ToInt32(await command.ExecuteScalarAsync(token), CultureInfo.InvariantCulture);
        },
        cancellationToken);

    /// <summary>The audit event of a change, in the log of the key's tenant.</summary>
    private static AuditEvent EventOf(AuditEntry audit, ApiKeyInfo key, int status, string particulars = "")
    {
        (audit.Tenant, audit.Target, audit.Detail) = (key.Tenant, key.Id, $"name {key.Name}, scopes {string.Join(' ', key.Scopes)}{particulars}");
        return audit.ToEvent(status);
    }

    private static async Task<bool> InsertAsync(DbConnection connection, CreatedApiKey key, CancellationToken cancellationToken)
    {
        var hash = new byte[32];
        ApiKey.Hash(key.Key, hash);
        return await connection.ExecuteAsync(
            Insert,
            cancellationToken,
            ("id", key.Id),
            ("name", key.Name),
            ("tenant", key.Tenant),
            ("scopes", string.Join(' ', key.Scopes)),
            ("sha256", Convert.ToHexStringLower(hash)),
            ("created", key.CreatedAt.ToUnixTimeMilliseconds()),
            ("expires", key.ExpiresAt?.ToUnixTimeMilliseconds()),
            ("limits", LimitsColumn.Write(key.Limits))) > 0;
    }

    private static async Task<IReadOnlyList<ApiKeyInfo>> ReadAsync(
        DbConnection connection, string condition, CancellationToken cancellationToken, params (string Name, object? Value)[] parameters)
    {
        await using var command = connection.Command($"SELECT {Columns} FROM api_keys {condition}", parameters);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var keys = new List<ApiKeyInfo>();
        while (await reader.ReadAsync(cancellationToken))
        {
            keys.Add(new ApiKeyInfo
            {
                Id = reader.GetString(0),
                Name = reader.GetString(1),
                Tenant = reader.GetString(2),
                Scopes = Split(reader.GetString(3)),
                CreatedAt = Milliseconds(reader.GetInt64(4)),
                ExpiresAt = Time(reader, 5),
                RevokedAt = Time(reader, 6),
                LastUsedAt = Time(reader, 7),
                Limits = LimitsColumn.Read(reader, 8),
            });
        }

        return keys;
    }

    private static string[] Split(string scopes) => scopes.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private static DateTimeOffset? Time(DbDataReader reader, int column) => reader.IsDBNull(column) ? null : Milliseconds(reader.GetInt64(column));

    private static DateTimeOffset Milliseconds(long value) => DateTimeOffset.FromUnixTimeMilliseconds(value);
}
