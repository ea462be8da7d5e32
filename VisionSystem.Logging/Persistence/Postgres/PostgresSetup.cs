using VisionSystem.Logging.Persistence.SystemTables;
using VisionSystem.ServiceDefaults.Tls;

namespace VisionSystem.Logging.Persistence.Postgres;

/// <summary>Registers the PostgreSQL store of predictions if a database address is configured.</summary>
internal static class PostgresSetup
{
    /// <summary>The name of the connection string from Aspire: <c>ConnectionStrings__vision-logs</c>.</summary>
    private const string ConnectionName = "vision-logs";

    /// <summary>Returns the address of the database: <c>CV_DATABASE_URL</c>, otherwise the one from Aspire; null if neither is set.</summary>
    public static string? DatabaseAddress(this WebApplicationBuilder builder) =>
        new[] { builder.Configuration[$"{StoreOptions.Section}:{nameof(StoreOptions.DatabaseUrl)}"], builder.Configuration.GetConnectionString(ConnectionName) }
            .FirstOrDefault(address => !string.IsNullOrWhiteSpace(address));

    public static void AddPostgresStore(this WebApplicationBuilder builder, string address)
    {
        var pool = builder.Configuration.GetSection($"{StoreOptions.Section}:{nameof(StoreOptions.Pool)}").Get<PoolOptions>() ?? new PoolOptions();
        var target = Postgres.DatabaseAddress.TryParse(address, out _);
        var tls = target is null ? null : PostgresTls.Take(target, TrustedAuthorities.Of(builder));
        builder.AddNpgsqlDataSource(ConnectionName, settings =>
        {
            settings.ConnectionString = target is null ? "" : PostgresConnection.Of(target, pool);
            // The shared telemetry collects Npgsql's spans and metrics, and the health check below also writes.
            settings.DisableTracing = true;
            settings.DisableMetrics = true;
            settings.DisableHealthChecks = true;
        }, source => tls?.ApplyTo(source));
        // Npgsql logs every statement at Information level; its spans and metrics report them already.
        builder.Logging.AddFilter("Npgsql", LogLevel.Warning);
        builder.Services.PostConfigure<StoreOptions>(options => options.DatabaseUrl = address);
        builder.Services.AddSingleton(tls ?? new PostgresTls(null, null));
        builder.Services.AddSingleton<PostgresDatabase>();
        builder.Services.AddSingleton<PostgresMigrator>();
        builder.Services.AddSingleton<TenantSchemas>();
        builder.Services.AddSingleton<ISystemDatabase, PostgresSystemDatabase>();
        builder.Services.AddSingleton<PostgresProbe>();
        builder.Services.AddSingleton<IPredictionStore, PostgresPredictionStore>();
        builder.Services.AddHostedService<PostgresUpkeep>();
    }
}
