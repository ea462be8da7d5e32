using System.Data.Common;
using System.Text.Json;
using VisionSystem.Contracts;
using VisionSystem.Logging.Persistence.SystemTables;

namespace VisionSystem.Logging.Tenants;

/// <summary>The table of tenants that an administrator created, limited, suspended or deleted.</summary>
internal sealed class TenantStore(ISystemDatabase database, TimeProvider time)
{
    private const string Columns = "name, state, created_at, deleting_since, deleted_at, limits, bytes_kept, images_deleted";

    private const string Register = """
        INSERT INTO tenants (name, state, created_at, limits) VALUES (@name, 'active', @now, @limits)
        ON CONFLICT (name) DO UPDATE SET state = 'active', created_at = excluded.created_at, limits = excluded.limits
        WHERE tenants.state = 'deleted'
        """;

    private const string SetLimits = """
        INSERT INTO tenants (name, state, limits) VALUES (@name, 'active', @limits)
        ON CONFLICT (name) DO UPDATE SET
            limits = excluded.limits, count_after = 0, state = CASE WHEN tenants.state = 'deleted' THEN 'active' ELSE tenants.state END
        WHERE tenants.state <> 'deleting'
        """;

    private const string SetState = """
        INSERT INTO tenants (name, state) VALUES (@name, @state)
        ON CONFLICT (name) DO UPDATE SET state = excluded.state
        WHERE tenants.state <> 'deleting'
        """;

    private const string BeginRemoval = """
        INSERT INTO tenants (name, state, deleting_since) VALUES (@name, 'deleting', @now)
        ON CONFLICT (name) DO UPDATE SET state = 'deleting', deleting_since = excluded.deleting_since, images_deleted = 0
        WHERE tenants.state <> 'deleting'
        """;

    private const string EndRemoval = """
        UPDATE tenants
        SET state = 'deleted', deleted_at = @now, created_at = NULL, limits = NULL, bytes_kept = NULL, count_after = 0, images_deleted = 0
        WHERE name = @name AND state = 'deleting'
        """;

    private const string ResumeRemoval = "UPDATE tenants SET state = 'deleting', deleting_since = @now WHERE name = @name AND state = 'deleted'";

    private const string ClaimCount = "UPDATE tenants SET count_after = @next WHERE name = @name AND count_after <= @now";

    /// <summary>Returns all rows by name, with those of deleted tenants.</summary>
    public Task<IReadOnlyList<TenantRow>> ListAsync(CancellationToken cancellationToken) => ReadAsync("ORDER BY name", cancellationToken);

    /// <summary>Returns the row of a tenant; null for none.</summary>
    public async Task<TenantRow?> FindAsync(string name, CancellationToken cancellationToken) =>
        (await ReadAsync("WHERE name = @name", cancellationToken, ("name", name))).SingleOrDefault();

    /// <summary>Returns the tenants that are suspended, being deleted, or were deleted once.</summary>
    public Task<IReadOnlyList<TenantRow>> ListNotableAsync(CancellationToken cancellationToken) =>
        ReadAsync("WHERE state <> 'active' OR deleted_at IS NOT NULL", cancellationToken);

    /// <summary>Returns the tenants that are being deleted.</summary>
    public Task<IReadOnlyList<TenantRow>> ListDeletingAsync(CancellationToken cancellationToken) =>
        ReadAsync("WHERE state = 'deleting' ORDER BY name", cancellationToken);

    /// <summary>Returns the tenants that were deleted once or are being deleted.</summary>
    public Task<IReadOnlyList<TenantRow>> ListDeletedAsync(CancellationToken cancellationToken) =>
        ReadAsync("WHERE state = 'deleting' OR deleted_at IS NOT NULL", cancellationToken);

    /// <summary>Creates a tenant; a deleted one anew.</summary>
    /// <returns>False if it has a row already.</returns>
    public Task<bool> RegisterAsync(string name, CallerLimitValues? limits, CancellationToken cancellationToken) =>
        WriteAsync(Register, cancellationToken, ("name", name), ("now", Now), ("limits", LimitsColumn.Write(limits)));

    /// <summary>Replaces the limits of a tenant.</summary>
    /// <returns>False if the tenant is being deleted.</returns>
    public Task<bool> SetLimitsAsync(string name, CallerLimitValues? limits, CancellationToken cancellationToken) =>
        WriteAsync(SetLimits, cancellationToken, ("name", name), ("limits", LimitsColumn.Write(limits)));

    /// <summary>Suspends or resumes a tenant.</summary>
    /// <returns>False if the tenant is being deleted.</returns>
    public Task<bool> SetSuspendedAsync(string name, bool isSuspended, CancellationToken cancellationToken) =>
        WriteAsync(SetState, cancellationToken, ("name", name), ("state", isSuspended ? TenantState.Suspended : TenantState.Active));

    /// <summary>Records that a tenant is to be deleted; a second call changes nothing.</summary>
    public Task BeginRemovalAsync(string name, CancellationToken cancellationToken) =>
        WriteAsync(BeginRemoval, cancellationToken, ("name", name), ("now", Now));

    /// <summary>Adds to the number of deleted images.</summary>
    public Task CountDeletedAsync(string name, long images, CancellationToken cancellationToken) =>
        WriteAsync("UPDATE tenants SET images_deleted = images_deleted + @images WHERE name = @name", cancellationToken, ("name", name), ("images", images));

    /// <summary>Records that a tenant was deleted completely.</summary>
    public Task EndRemovalAsync(string name, CancellationToken cancellationToken) => WriteAsync(EndRemoval, cancellationToken, ("name", name), ("now", Now));

    /// <summary>Deletes a deleted tenant again, after a late delivery stored images of it.</summary>
    public Task ResumeRemovalAsync(string name, CancellationToken cancellationToken) => WriteAsync(ResumeRemoval, cancellationToken, ("name", name), ("now", Now));

    /// <summary>Claims the next count of a tenant's bytes, so that one replica counts.</summary>
    /// <param name="name">The tenant's name.</param>
    /// <param name="pause">The time until the next claim.</param>
    /// <param name="cancellationToken">Stops the write.</param>
    /// <returns>False if the count is not due.</returns>
    public Task<bool> ClaimCountAsync(string name, TimeSpan pause, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        return WriteAsync(ClaimCount, cancellationToken, ("name", name), ("now", now.ToUnixTimeMilliseconds()), ("next", (now + pause).ToUnixTimeMilliseconds()));
    }

    /// <summary>Stores a count of a tenant's bytes.</summary>
    public Task SetBytesKeptAsync(string name, long bytes, TimeSpan pause, CancellationToken cancellationToken) => WriteAsync(
        "UPDATE tenants SET bytes_kept = @bytes, count_after = @next WHERE name = @name",
        cancellationToken,
        ("name", name), ("bytes", bytes), ("next", (time.GetUtcNow() + pause).ToUnixTimeMilliseconds()));

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    private Task<bool> WriteAsync(string sql, CancellationToken cancellationToken, params (string Name, object? Value)[] parameters) =>
        database.RunAsync(async (connection, token) => await connection.ExecuteAsync(sql, token, parameters) > 0, cancellationToken);

    private Task<IReadOnlyList<TenantRow>> ReadAsync(string condition, CancellationToken cancellationToken, params (string Name, object? Value)[] parameters) =>
        database.RunAsync<IReadOnlyList<TenantRow>>(
            async (connection, token) =>
            {
                await using var command = connection.Command($"SELECT {Columns} FROM tenants {condition}", parameters);
                await using var reader = await command.ExecuteReaderAsync(token);
                var rows = new List<TenantRow>();
                while (await reader.ReadAsync(token))
                {
                    rows.Add(new TenantRow(
                        reader.GetString(0), reader.GetString(1), Time(reader, 2), Time(reader, 3), Time(reader, 4),
                        LimitsColumn.Read(reader, 5), reader.IsDBNull(6) ? null : reader.GetInt64(6), reader.GetInt64(7)));
                }

                return rows;
            },
            cancellationToken);

    private static DateTimeOffset? Time(DbDataReader reader, int column) =>
        reader.IsDBNull(column) ? null : DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(column));
}

/// <summary>A row of the table of tenants.</summary>
/// <param name="Name">The tenant's name.</param>
/// <param name="State">One of <see cref="TenantState"/>, or <see cref="Deleted"/>.</param>
/// <param name="CreatedAt">The time of creation by an administrator; null for none.</param>
/// <param name="DeletingSince">The start of the last deletion; null for none.</param>
/// <param name="DeletedAt">The end of the last deletion: older predictions are not stored again; null for none.</param>
/// <param name="Limits">The limits; null for those of the installation.</param>
/// <param name="BytesKept">The last count of the bytes of the images; null before the first.</param>
/// <param name="ImagesDeleted">The number of images that the current deletion has deleted.</param>
internal sealed record TenantRow(
    string Name, string State, DateTimeOffset? CreatedAt, DateTimeOffset? DeletingSince, DateTimeOffset? DeletedAt,
    CallerLimitValues? Limits, long? BytesKept, long ImagesDeleted)
{
    /// <summary>The state of a tenant that was deleted and not created again.</summary>
    public const string Deleted = "deleted";

    /// <summary>True if all data of the tenant are being deleted.</summary>
    public bool IsDeleting => State == TenantState.Deleting;

    /// <summary>True if the stored images reached the limit.</summary>
    public bool IsFull => Limits?.BytesKept is > 0 and var limit && BytesKept >= limit;
}

/// <summary>The column <c>limits</c>: JSON, or NULL for none.</summary>
internal static class LimitsColumn
{
    public static string? Write(CallerLimitValues? limits) => limits is null ? null : JsonSerializer.Serialize(limits, WireJson.Default.CallerLimitValues);

    public static CallerLimitValues? Read(DbDataReader reader, int column) =>
        reader.IsDBNull(column) ? null : JsonSerializer.Deserialize(reader.GetString(column), WireJson.Default.CallerLimitValues);
}
