using Microsoft.Data.Sqlite;
using VisionSystem.Logging.Persistence.SystemTables;

namespace VisionSystem.Logging.Persistence.Sqlite;

/// <summary>Registers the embedded store of predictions.</summary>
internal static class SqliteSetup
{
    public static void AddSqliteStore(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<SqliteMigrator>();
        builder.Services.AddSingleton<TenantDatabases>();
        builder.Services.AddSingleton<ISystemDatabase, SqliteSystemDatabase>();
        builder.Services.AddSingleton<SqliteProbe>();
        builder.Services.AddSingleton<IPredictionStore, SqlitePredictionStore>();
        builder.Services.AddHostedService<SqliteStartup>();
    }
}

/// <summary>
/// Migrates the existing files before the first request. A damaged file of one tenant does not affect the other tenants.
/// </summary>
internal sealed class SqliteStartup(TenantDatabases databases, ILogger<SqliteStartup> logger) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var tenant in databases.Tenants())
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                databases.Open(tenant);
            }
            catch (SqliteException exception)
            {
                Log.TenantUnavailable(logger, exception, tenant);
            }
        }

        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
