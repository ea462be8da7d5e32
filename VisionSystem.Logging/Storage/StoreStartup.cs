using Microsoft.Data.Sqlite;
using VisionSystem.Logging.Storage.Folder;
using VisionSystem.Logging.Storage.Sqlite;

namespace VisionSystem.Logging.Storage;

/// <summary>
/// Before the first request: clears away what a crash left unfinished, and migrates the files that are there. A tenant whose
/// file is damaged does not keep the others from being served.
/// </summary>
internal sealed class StoreStartup(StoreOptions options, IncomingFiles incoming, TenantDatabases databases, ILogger<StoreStartup> logger) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        WarnOfUnused();
        incoming.Prepare();
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

    private void WarnOfUnused()
    {
        if (!string.IsNullOrEmpty(options.DatabaseUrl))
        {
            Log.NotUsed(logger, "CV_DATABASE_URL", options.PredictionsFolder);
        }
        if (options.Images.Backend != "folder")
        {
            Log.NotUsed(logger, "CV_STORAGE_BACKEND", options.ImagesFolder);
        }
    }
}
