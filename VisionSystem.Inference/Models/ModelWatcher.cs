using VisionSystem.Vision.Models;

namespace VisionSystem.Inference.Models;

/// <summary>
/// Looks at the model files every few seconds and lets the repository follow them; probes what is loaded every few minutes,
/// and what has failed at every look, so that it is back as soon as it works.
/// </summary>
internal sealed class ModelWatcher(
    ModelRepository models, ModelFiles files, ModelStamps stamps, HealthProbe probe, ModelOptions options, TimeProvider time, ILogger<ModelWatcher> logger) : BackgroundService
{
    private const int LooksUntilRemoved = 2;
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
        NoteUnreadable();
        models.ReviewDefault();
        foreach (var entry in models.Entries)
        {
            await CheckAsync(entry, cancellationToken);
        }

        // A default model that was not there at the start, and is now.
        if (models.State(models.DefaultName) is { State: "unloaded" } && files.TryFind(models.DefaultName) is not null)
        {
            await TryLoadAsync(models.DefaultName, cancellationToken);
        }
    }

    private async Task CheckAsync(ModelEntry entry, CancellationToken cancellationToken)
    {
        if (files.TryFind(entry.Name) is not { } file)
        {
            await MissAsync(entry, cancellationToken);
            return;
        }

        entry.LooksWithoutFile = 0;
        var stamp = stamps.Of(file);
        var steady = stamp is not null && entry.LastLook == stamp;
        entry.LastLook = stamp;
        if (!steady || entry.FailedStamp == stamp)
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

    /// <summary>Each folder that cannot be read is logged once, until it can be.</summary>
    private void NoteUnreadable()
    {
        var unreadable = files.Unreadable();
        foreach (var folder in unreadable.Where(_unreadable.Add))
        {
            Log.FolderUnreadable(logger, folder);
        }

        _unreadable.IntersectWith(unreadable);
    }

    private async Task MissAsync(ModelEntry entry, CancellationToken cancellationToken)
    {
        // A folder that is gone altogether is a mount that failed, and a file is often taken away just before it comes anew.
        if (!Directory.Exists(files.Folder) || ++entry.LooksWithoutFile < LooksUntilRemoved)
        {
            return;
        }

        if (entry.Name == models.DefaultName && entry.Serving is { } serving)
        {
            entry.Miss($"{files.WithoutFolder(serving.Description.File)} is gone; the default model serves on until the service ends.");
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
            // The repository has logged it, and the model's state says it.
        }
    }
}
