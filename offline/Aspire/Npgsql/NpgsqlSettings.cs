namespace Aspire.Npgsql;

/// <summary>How a PostgreSQL database is used; read from <c>Aspire:Npgsql</c>, then from <c>Aspire:Npgsql:NAME</c>.</summary>
public sealed class NpgsqlSettings
{
    /// <summary>The connection string; <c>ConnectionStrings:NAME</c> goes before it.</summary>
    public string? ConnectionString { get; set; }

    /// <summary>Leaves the health check <c>PostgreSql</c> out.</summary>
    public bool DisableHealthChecks { get; set; }

    /// <summary>Must be true here: the stand-in brings no tracing of its own.</summary>
    public bool DisableTracing { get; set; }

    /// <summary>Must be true here: the stand-in brings no metrics of its own.</summary>
    public bool DisableMetrics { get; set; }
}
