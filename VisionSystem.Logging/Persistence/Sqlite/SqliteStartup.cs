using Microsoft.Data.Sqlite;

namespace VisionSystem.Logging.Persistence.Sqlite;

/// <summary>
/// Before the first request: migrates the files that are there. A tenant whose file is damaged does not keep the others from
/// being served.
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
