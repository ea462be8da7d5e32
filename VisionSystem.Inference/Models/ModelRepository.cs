using System.Collections.Concurrent;
using VisionSystem.Inference.Diagnostics;
using VisionSystem.Inference.Scheduling;
using VisionSystem.Vision.Models;

namespace VisionSystem.Inference.Models;

/// <summary>
/// Models by name: loaded when first asked for, one load at a time per name, then leased to each image. Those that were not
/// asked for the longest leave when the cache is full; the default one never does.
/// </summary>
internal sealed class ModelRepository : IDisposable
{
    private static readonly TimeSpan LoadPatience = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<string, ModelEntry> _entries = new(StringComparer.Ordinal);
    private readonly ModelFiles _files;
    private readonly ModelOpener _opener;
    private readonly ModelStamps _stamps;
    private readonly ModelOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<ModelRepository> _logger;
    private volatile string _defaultName;

    public ModelRepository(
        ModelFiles files, ModelOpener opener, ModelStamps stamps, ModelOptions options, TimeProvider time, ILogger<ModelRepository> logger)
    {
        (_files, _opener, _stamps, _options, _time, _logger) = (files, opener, stamps, options, time, logger);
        _defaultName = ModelFiles.Stem(files.DefaultName());
        ModelTelemetry.Observe(this);
    }

    /// <summary>
    /// The name that answers when a request gives none. Without configuration it stays what it was while that model is
    /// there, so that a second file in the folder changes nothing.
    /// </summary>
    public string DefaultName => _defaultName;

    /// <summary>Every name that was asked for so far.</summary>
    public IEnumerable<ModelEntry> Entries => _entries.Values;

    /// <summary>
    /// A lease on the model of that name (<c>NAME</c> or <c>NAME/VERSION</c>), or on the default one for null; loads it where
    /// needed.
    /// </summary>
    /// <exception cref="ModelException">There is none, or it cannot be used.</exception>
    public ValueTask<ModelLease> GetAsync(string? name, CancellationToken cancellationToken)
    {
        var key = name is null ? _defaultName : ModelFiles.Stem(name);
        return _entries.TryGetValue(key, out var entry) && entry.TryAcquire() is { } model
            ? ValueTask.FromResult(Lease(entry, model))
            : new ValueTask<ModelLease>(LoadAsync(key, cancellationToken));
    }

    /// <summary>Loads what is not loaded, takes a changed file at once, and says what became of it.</summary>
    /// <exception cref="ModelException">There is no such model, or it cannot be used.</exception>
    public async Task<ModelState> ReloadAsync(string name, CancellationToken cancellationToken)
    {
        var key = ModelFiles.Stem(name);
        var file = _files.Find(key);
        if (_entries.TryGetValue(key, out var entry) && entry.Serving is not null)
        {
            await ReplaceAsync(entry, file, cancellationToken);
        }
        else
        {
            (await LoadAsync(key, cancellationToken)).Dispose();
        }

        return State(key);
    }

    /// <summary>Takes a model out of memory as soon as its last image is done; it is loaded again when asked for.</summary>
    public async Task<ModelState> UnloadAsync(string name, CancellationToken cancellationToken)
    {
        var key = ModelFiles.Stem(name);
        _ = _files.Find(key);
        if (_entries.TryGetValue(key, out var entry))
        {
            await entry.Loading.WaitAsync(cancellationToken);
            try
            {
                Leave(entry, "it was unloaded");
            }
            finally
            {
                entry.Loading.Release();
            }
        }

        return State(key);
    }

    /// <summary>Loads the file beside what serves, proves it, and puts it in its place; what serves goes on if it is bad.</summary>
    public async Task ReplaceAsync(ModelEntry entry, string file, CancellationToken cancellationToken)
    {
        await entry.Loading.WaitAsync(cancellationToken);
        var stamp = _stamps.Of(file);
        try
        {
            if (entry.Serving is not { } serving || stamp is not { } current)
            {
                return;
            }

            if (await ModelOpener.HashAsync(file, cancellationToken) == serving.Description.Sha256 && entry.Opened!.Stamp.Sidecars == current.Sidecars)
            {
                entry.Confirm(current);
                return;
            }

            var opened = await _opener.OpenAsync(entry.Name, file, cancellationToken);
            if (opened.Model.Health.Blindness is { } blindness)
            {
                opened.Model.Release();
                throw new ModelException(ModelFault.Degenerate, blindness);
            }

            Publish(entry, opened);
        }
        catch (Exception e) when (e is ModelException or IOException or UnauthorizedAccessException)
        {
            var failure = e as ModelException ?? new ModelException(ModelFault.Unusable, $"{file} cannot be read: {e.Message}", e);
            entry.Fail(ForClients(failure), stamp);
            ModelTelemetry.ReloadFailed(entry.Name);
            Log.ReplacementFailed(_logger, entry.Name, failure.Message);
        }
        finally
        {
            entry.Loading.Release();
        }
    }

    /// <summary>The file is gone: the model leaves with it.</summary>
    public async Task RemoveAsync(ModelEntry entry, CancellationToken cancellationToken)
    {
        await entry.Loading.WaitAsync(cancellationToken);
        try
        {
            if (_files.TryFind(entry.Name) is null)
            {
                Leave(entry, "its file is gone", removed: true);
            }
        }
        finally
        {
            entry.Loading.Release();
        }
    }

    /// <summary>Forgets a name that has neither file nor model.</summary>
    public void Remove(ModelEntry entry) => _entries.TryRemove(new KeyValuePair<string, ModelEntry>(entry.Name, entry));

    /// <summary>Looks which model is the default one now.</summary>
    public void ReviewDefault()
    {
        var configured = ModelFiles.Stem(_files.DefaultName());
        if (_files.TryFind(_defaultName) is null && !(_entries.TryGetValue(_defaultName, out var entry) && entry.Serving is not null))
        {
            _defaultName = configured;
        }
    }

    /// <summary>Every model that is in the folder or in memory, and what became of it.</summary>
    public IReadOnlyList<ModelState> States() =>
        [.. _files.Names().Union(_entries.Keys, StringComparer.Ordinal).Order(StringComparer.Ordinal).Select(State)];

    /// <summary>What became of one name.</summary>
    public ModelState State(string name) => ModelState.Of(name, _entries.GetValueOrDefault(name));

    public void Dispose()
    {
        ModelTelemetry.Unregister(this);
        foreach (var entry in _entries.Values)
        {
            // The engine cannot be told to stop loading, and must not be at it when the process leaves.
            if (entry.Loading.Wait(LoadPatience))
            {
                entry.Serving?.Dispose();
            }
        }
    }

    private async Task<ModelLease> LoadAsync(string key, CancellationToken cancellationToken)
    {
        var file = _files.Find(key);
        if (key.Split('/') is [var name, _] && _entries.GetValueOrDefault(name) is { Serving: { } current } whole && current.Description.File == file
            && whole.TryAcquire() is { } same)
        {
            return Lease(whole, same);
        }

        var entry = _entries.GetOrAdd(key, static key => new ModelEntry(key));
        await entry.Loading.WaitAsync(cancellationToken);
        try
        {
            if (entry.Serving is null)
            {
                await OpenAsync(entry, file);
            }

            return Lease(entry, entry.TryAcquire()!);
        }
        finally
        {
            entry.Loading.Release();
        }
    }

    private async Task OpenAsync(ModelEntry entry, string file)
    {
        var stamp = _stamps.Of(file);
        if (entry.Failure is { } failure && entry.FailedStamp == stamp)
        {
            throw new ModelException(failure.Fault, failure.Message, failure);
        }

        try
        {
            // Others wait for this load too, so it goes on when the one who began it hangs up.
            Publish(entry, await _opener.OpenAsync(entry.Name, file, CancellationToken.None));
        }
        catch (ModelException e)
        {
            var told = ForClients(e);
            entry.Fail(told, stamp);
            InferenceTelemetry.ModelLoadFailed(entry.Name);
            Log.Failed(_logger, entry.Name, e.Message);
            throw told;
        }
    }

    /// <summary>What leaves the repository goes to clients, and names no folder of this machine; the log does.</summary>
    private ModelException ForClients(ModelException e) => new(e.Fault, _files.WithoutFolder(e.Message), e);

    private ModelLease Lease(ModelEntry entry, ServedModel model)
    {
        entry.Usage.Used(_time.GetUtcNow());
        if (model.Health.Blindness is { } blindness)
        {
            model.Release();
            throw new ModelException(ModelFault.Degenerate, blindness);
        }

        return new ModelLease(model, entry.Usage);
    }

    private void Publish(ModelEntry entry, OpenedModel opened)
    {
        entry.Usage.Used(_time.GetUtcNow());
        entry.Publish(opened);
        var description = opened.Model.Description;
        Log.Loaded(_logger, entry.Name, description.Version, description.Family, opened.Model.Provider, opened.LoadTime);
        Evict(entry);
    }

    private void Evict(ModelEntry newest)
    {
        var total = _entries.Values.Sum(entry => entry.Serving is null ? 0 : entry.Opened!.Stamp.Length);
        var leaving = _entries.Values.Where(entry => entry != newest && entry.Name != _defaultName && entry.Serving is not null);
        foreach (var entry in leaving.OrderBy(entry => entry.Usage.LastUsed).ToList().TakeWhile(_ => total > _options.CacheSize.Bytes))
        {
            // One that is just being replaced stays for now.
            if (entry.Loading.Wait(0))
            {
                total -= entry.Opened!.Stamp.Length;
                Leave(entry, $"the models in memory are larger than CV_MODEL_CACHE_SIZE ({_options.CacheSize})");
                entry.Loading.Release();
            }
        }
    }

    private void Leave(ModelEntry entry, string reason, bool removed = false)
    {
        if (entry.Serving is not null)
        {
            Log.Left(_logger, entry.Name, reason);
        }

        entry.Leave(removed);
    }
}
