using VisionSystem.Vision.Models;

namespace VisionSystem.Inference.Models;

/// <summary>
/// Scans the model files every few seconds and updates the repository; probes loaded models every few minutes, and faulted ones
/// at every scan, so that they serve again as soon as they work.
/// </summary>
internal sealed class ModelWatcher(
    ModelRepository models, ModelFiles files, ModelStamps stamps, HealthProbe probe, ModelOptions options, TimeProvider time, ILogger<ModelWatcher> logger) : BackgroundService
{
    private const int ScansUntilRemoved = 2;
    private readonly HashSet<string> _unreadable = new(StringComparer.Ordinal);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var lastProbe = time.GetTimestamp();
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(options.RescanSeconds), time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            var probeAll = time.GetElapsedTime(lastProbe) >= TimeSpan.FromMinutes(options.ProbeMinutes);
            try
            {
                await CheckAsync(stoppingToken);
                await ProbeAsync(probeAll, stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                Log.ScanFailed(logger, files.Folder, e);
            }

            lastProbe = probeAll ? time.GetTimestamp() : lastProbe;
        }
    }

    private async Task CheckAsync(CancellationToken cancellationToken)
    {
        LogUnreadable();
        models.UpdateDefault();
        foreach (var entry in models.Entries)
        {
            await CheckAsync(entry, cancellationToken);
        }

        // The default model did not exist at start and was added since.
        if (models.State(models.DefaultName) is { State: "unloaded" } && files.TryFind(models.DefaultName) is not null)
        {
            await TryLoadAsync(models.DefaultName, cancellationToken);
        }
    }

    private async Task CheckAsync(ModelEntry entry, CancellationToken cancellationToken)
    {
        if (files.TryFind(entry.Name) is not { } file)
        {
            await HandleMissingFileAsync(entry, cancellationToken);
            return;
        }

        entry.ScansWithoutFile = 0;
        var stamp = stamps.Of(file);
        var stable = stamp is not null && entry.LastScan == stamp;
        entry.LastScan = stamp;
        if (!stable || entry.FailedStamp == stamp)
        {
            return;
        }

        if (entry.Serving is not null)
        {
            if (entry.Opened?.Stamp != stamp || entry.PendingError is not null)
            {
                await models.ReplaceAsync(entry, file, cancellationToken);
            }
        }
        else if (entry.Failure is not null)
        {
            await TryLoadAsync(entry.Name, cancellationToken);
        }
    }

    /// <summary>Logs each unreadable folder once until it becomes readable.</summary>
    private void LogUnreadable()
    {
        var unreadable = files.Unreadable();
        foreach (var folder in unreadable.Where(_unreadable.Add))
        {
            Log.FolderUnreadable(logger, folder);
        }

        _unreadable.IntersectWith(unreadable);
    }

    private async Task HandleMissingFileAsync(ModelEntry entry, CancellationToken cancellationToken)
    {
        // A missing folder is a failed mount, and a file is often deleted just before it is written again.
        if (!Directory.Exists(files.Folder) || ++entry.ScansWithoutFile < ScansUntilRemoved)
        {
            return;
        }

        if (entry.Name == models.DefaultName && entry.Serving is { } serving)
        {
            entry.MarkFileMissing($"{files.WithoutFolder(serving.Description.File)} was deleted; the default model continues to serve until the service stops.");
        }
        else if (entry.Serving is not null)
        {
            await models.RemoveAsync(entry, cancellationToken);
        }
        else if (entry.Removed is null or { IsReleased: true } && entry.Loading.CurrentCount > 0)
        {
            models.Remove(entry);
        }
    }

    private async Task ProbeAsync(bool all, CancellationToken cancellationToken)
    {
        foreach (var entry in models.Entries)
        {
            if (entry.Serving is not { } serving || !(all || serving.Health.IsFaulted) || entry.TryAcquire() is not { } model)
            {
                continue;
            }

            try
            {
                await Task.Run(() => probe.RunAsync(model, cancellationToken), cancellationToken);
            }
            finally
            {
                model.Release();
            }
        }
    }

    private async Task TryLoadAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            (await models.GetAsync(name, cancellationToken)).Dispose();
        }
        catch (ModelException)
        {
            // The repository logs the failure, and the model's state shows it.
        }
    }
}
