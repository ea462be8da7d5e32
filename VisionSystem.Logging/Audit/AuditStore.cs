using System.Data.Common;
using VisionSystem.Contracts;
using VisionSystem.Logging.Persistence.SystemTables;
using VisionSystem.ServiceDefaults.Audit;

namespace VisionSystem.Logging.Audit;

/// <summary>The audit log of all tenants. The database refuses changes and deletions, except those of <see cref="DeleteBeforeAsync"/>.</summary>
internal sealed class AuditStore(ISystemDatabase database) : IAuditTarget
{
    private const string Columns = "id, occurred_at, tenant, action, subject, subject_tenant, target, address, status, detail, service, trace_id, occurrences";

    private const string Insert = $"""
        INSERT INTO audit_events ({Columns})
        VALUES (@id, @occurred, @tenant, @action, @subject, @subject_tenant, @target, @address, @status, @detail, @service, @trace, @count)
        ON CONFLICT (id) DO NOTHING
        """;

    /// <summary>The unset filters are typed for PostgreSQL, which cannot infer the type of a parameter that is only compared with NULL.</summary>
    private const string Page = $"""
        SELECT {Columns} FROM audit_events
        WHERE tenant = @tenant
          AND (CAST(@after AS text) IS NULL OR id < @after)
          AND (CAST(@action AS text) IS NULL OR action = @action)
          AND (CAST(@subject AS text) IS NULL OR subject = @subject)
          AND (CAST(@since AS bigint) IS NULL OR occurred_at >= @since)
          AND (CAST(@until AS bigint) IS NULL OR occurred_at < @until)
        ORDER BY id DESC
        LIMIT @limit
        """;

    /// <inheritdoc/>
    public bool IsLocal => true;

    /// <summary>Adds an event in the transaction of the action that it records.</summary>
    public static async Task AppendAsync(DbConnection connection, AuditEvent audited, CancellationToken cancellationToken) => await connection.ExecuteAsync(
        Insert,
        cancellationToken,
        ("id", audited.Id.ToString()),
        ("occurred", audited.OccurredAt.ToUnixTimeMilliseconds()),
        ("tenant", audited.Tenant),
        ("action", audited.Action),
        ("subject", audited.Subject),
        ("subject_tenant", audited.SubjectTenant),
        ("target", audited.Target),
        ("address", audited.Address),
        ("status", audited.Status),
        ("detail", audited.Detail),
        ("service", audited.Service),
        ("trace", audited.TraceId),
        ("count", audited.Count));

    /// <inheritdoc/>
    public Task StoreAsync(IReadOnlyList<AuditEvent> events, CancellationToken cancellationToken) => database.RunAsync(
        async (connection, token) =>
        {
            foreach (var audited in events)
            {
                await AppendAsync(connection, audited, token);
            }

            return true;
        },
        cancellationToken);

    /// <summary>The matching events of a tenant, newest first.</summary>
    public Task<IReadOnlyList<AuditEvent>> ListAsync(string tenant, AuditQuery query, int limit, CancellationToken cancellationToken) => database.RunAsync(
        async (connection, token) =>
        {
            await using var command = connection.Command(
                Page,
                ("tenant", tenant),
                ("after", query.After?.ToString()),
                ("action", query.Action),
                ("subject", query.Subject),
                ("since", query.Since?.ToUnixTimeMilliseconds()),
                ("until", query.Until?.ToUnixTimeMilliseconds()),
                ("limit", limit));
            await using var reader = await command.ExecuteReaderAsync(token);
            var events = new List<AuditEvent>();
            while (await reader.ReadAsync(token))
            {
                events.Add(Read(reader));
            }

            return (IReadOnlyList<AuditEvent>)events;
        },
        cancellationToken);

    /// <summary>Deletes older events of every tenant.</summary>
    /// <returns>The number of deleted events.</returns>
    public Task<int> DeleteBeforeAsync(DateTimeOffset moment, CancellationToken cancellationToken) => database.RunAsync(
        async (connection, token) =>
        {
            var before = ("before", (object?)moment.ToUnixTimeMilliseconds());
            await connection.ExecuteAsync("UPDATE audit_retention SET delete_before = @before WHERE delete_before < @before", token, before);
            return await connection.ExecuteAsync("DELETE FROM audit_events WHERE occurred_at < @before", token, before);
        },
        cancellationToken);

    private static AuditEvent Read(DbDataReader reader) => new()
    {
        Id = Guid.Parse(reader.GetString(0)),
        OccurredAt = DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(1)),
        Tenant = reader.GetString(2),
        Action = reader.GetString(3),
        Subject = reader.GetString(4),
        SubjectTenant = Text(reader, 5),
        Target = Text(reader, 6),
        Address = Text(reader, 7),
        Status = reader.GetInt32(8),
        Detail = Text(reader, 9),
        Service = reader.GetString(10),
        TraceId = Text(reader, 11),
        Count = reader.GetInt64(12),
    };

    private static string? Text(DbDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);
}
