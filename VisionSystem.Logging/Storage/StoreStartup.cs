using Microsoft.Data.Sqlite;
using VisionSystem.Logging.Storage.Objects;
using VisionSystem.Logging.Storage.Sqlite;

namespace VisionSystem.Logging.Storage;

/// <summary>
/// Before the first request: gets the photos' store ready, clearing away what a crash left unfinished, and migrates the files that are there. A tenant whose
/// file is damaged does not keep the others from being served.
/// </summary>
internal sealed class StoreStartup(StoreOptions options, IObjectStore objects, TenantDatabases databases, ILogger<StoreStartup> logger) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        WarnOfUnused();
        await objects.PrepareAsync(cancellationToken);
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
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private void WarnOfUnused()
    {
        if (!string.IsNullOrEmpty(options.DatabaseUrl))
        {
            Log.NotUsed(logger, "CV_DATABASE_URL", options.PredictionsFolder);
        }
    }
}
