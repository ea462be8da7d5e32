using System.Collections.Concurrent;
using VisionSystem.Inference.Diagnostics;
using VisionSystem.Inference.Scheduling;
using VisionSystem.Vision.Models;

namespace VisionSystem.Inference.Models;

/// <summary>
/// Models by name: loaded on first request, one load at a time per name, then leased to each image. When the cache is full, the
/// least recently used models are unloaded, never the default one.
/// </summary>
internal sealed class ModelRepository : IDisposable
{
    private static readonly TimeSpan LoadTimeout = TimeSpan.FromSeconds(10);

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
    /// The name of the model for requests that name none. If not configured, it stays the same while that model exists, so that a
    /// second file in the folder does not change it.
    /// </summary>
    public string DefaultName => _defaultName;

    /// <summary>Every name requested so far.</summary>
    public IEnumerable<ModelEntry> Entries => _entries.Values;

    /// <summary>
    /// Leases the model of a name (<c>NAME</c> or <c>NAME/VERSION</c>; null for the default one) and loads it if necessary.
    /// </summary>
    /// <exception cref="ModelException">The model does not exist or cannot be used.</exception>
    public ValueTask<ModelLease> GetAsync(string? name, CancellationToken cancellationToken)
    {
        var key = name is null ? _defaultName : ModelFiles.Stem(name);
        return _entries.TryGetValue(key, out var entry) && entry.TryAcquire() is { } model
            ? ValueTask.FromResult(Lease(entry, model))
            : new ValueTask<ModelLease>(LoadAsync(key, cancellationToken));
    }

    /// <summary>Loads a model, or its changed file immediately, and returns the resulting state.</summary>
    /// <exception cref="ModelException">The model does not exist or cannot be used.</exception>
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

    /// <summary>Unloads a model after its last image; the next request loads it again.</summary>
    public async Task<ModelState> UnloadAsync(string name, CancellationToken cancellationToken)
    {
        var key = ModelFiles.Stem(name);
        _ = _files.Find(key);
        if (_entries.TryGetValue(key, out var entry))
        {
            await entry.Loading.WaitAsync(cancellationToken);
            try
            {
                Unload(entry, "an operator requested it");
            }
            finally
            {
                entry.Loading.Release();
            }
        }

        return State(key);
    }

    /// <summary>Loads and probes a changed file, then replaces the serving model; a bad file leaves the serving model in place.</summary>
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
                entry.UpdateStamp(current);
                return;
            }

            var opened = await _opener.OpenAsync(entry.Name, file, cancellationToken);
            if (opened.Model.Health.Blindness is { } reason)
            {
                opened.Model.Release();
                throw new ModelException(ModelFault.Degenerate, reason);
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

    /// <summary>Unloads a model whose file was deleted.</summary>
    public async Task RemoveAsync(ModelEntry entry, CancellationToken cancellationToken)
    {
        await entry.Loading.WaitAsync(cancellationToken);
        try
        {
            if (_files.TryFind(entry.Name) is null)
            {
                Unload(entry, "its file was deleted", removed: true);
            }
        }
        finally
        {
            entry.Loading.Release();
        }
    }

    /// <summary>Removes a name that has neither file nor model.</summary>
    public void Remove(ModelEntry entry) => _entries.TryRemove(new KeyValuePair<string, ModelEntry>(entry.Name, entry));

    /// <summary>Selects the configured default model once the current one no longer exists.</summary>
    public void UpdateDefault()
    {
        var configured = ModelFiles.Stem(_files.DefaultName());
        if (_files.TryFind(_defaultName) is null && !(_entries.TryGetValue(_defaultName, out var entry) && entry.Serving is not null))
        {
            _defaultName = configured;
        }
    }

    /// <summary>The state of every model in the folder or in memory.</summary>
    public IReadOnlyList<ModelState> States() =>
        [.. _files.Names().Union(_entries.Keys, StringComparer.Ordinal).Order(StringComparer.Ordinal).Select(State)];

    /// <summary>The state of one name.</summary>
    public ModelState State(string name) => ModelState.Of(name, _entries.GetValueOrDefault(name));

    public void Dispose()
    {
        ModelTelemetry.Unregister(this);
        foreach (var entry in _entries.Values)
        {
            // Loading in the engine is not cancellable and must not run while the process exits.
            if (entry.Loading.Wait(LoadTimeout))
            {
                entry.Serving?.Dispose();
            }
        }
    }

    private async Task<ModelLease> LoadAsync(string key, CancellationToken cancellationToken)
    {
        var file = _files.Find(key);
        if (key.Split('/') is [var name, _] && _entries.GetValueOrDefault(name) is { Serving: { } current } parent && current.Description.File == file
            && parent.TryAcquire() is { } same)
        {
            return Lease(parent, same);
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
            // Not cancelled with the first caller: other requests await the same load.
            Publish(entry, await _opener.OpenAsync(entry.Name, file, CancellationToken.None));
        }
        catch (ModelException e)
        {
            var reported = ForClients(e);
            entry.Fail(reported, stamp);
            InferenceTelemetry.ModelLoadFailed(entry.Name);
            Log.LoadFailed(_logger, entry.Name, e.Message);
            throw reported;
        }
    }

    /// <summary>Removes the folder from a message for clients; only the log names folders of this machine.</summary>
    private ModelException ForClients(ModelException e) => new(e.Fault, _files.WithoutFolder(e.Message), e);

    private ModelLease Lease(ModelEntry entry, ServedModel model)
    {
        entry.Usage.Used(_time.GetUtcNow());
        if (model.Health.Blindness is { } reason)
        {
            model.Release();
            throw new ModelException(ModelFault.Degenerate, reason);
        }

        return new ModelLease(model, entry.Usage);
    }

    private void Publish(ModelEntry entry, OpenedModel opened)
    {
        entry.Usage.Used(_time.GetUtcNow());
        entry.Publish(opened);
        var description = opened.Model.Description;
        Log.ModelLoaded(_logger, entry.Name, description.Version, description.Family, opened.Model.Provider, opened.LoadTime);
        Evict(entry);
    }

    private void Evict(ModelEntry newest)
    {
        var total = _entries.Values.Sum(entry => entry.Serving is null ? 0 : entry.Opened!.Stamp.Length);
        var candidates = _entries.Values.Where(entry => entry != newest && entry.Name != _defaultName && entry.Serving is not null);
        foreach (var entry in candidates.OrderBy(entry => entry.Usage.LastUsed).ToList().TakeWhile(_ => total > _options.CacheSize.Bytes))
        {
            // A model that is being replaced is skipped.
            if (entry.Loading.Wait(0))
            {
                total -= entry.Opened!.Stamp.Length;
                Unload(entry, $"the models in memory are larger than CV_MODEL_CACHE_SIZE ({_options.CacheSize})");
                entry.Loading.Release();
            }
        }
    }

    private void Unload(ModelEntry entry, string reason, bool removed = false)
    {
        if (entry.Serving is not null)
        {
            Log.ModelUnloaded(_logger, entry.Name, reason);
        }

        entry.Unload(removed);
    }
}
