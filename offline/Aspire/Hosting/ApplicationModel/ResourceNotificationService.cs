using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>Tells the state of every instance, and every change of it.</summary>
public class ResourceNotificationService(DistributedApplicationModel model)
{
    private readonly ConcurrentDictionary<string, ResourceEvent> _current = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<Channel<ResourceEvent>> _watchers = [];
    private readonly Lock _gate = new();

    /// <summary>The last known state of an instance, by its id, or by its resource's name where there is only one instance.</summary>
    public bool TryGetCurrentState(string resourceId, out ResourceEvent? resourceEvent)
    {
        if (!_current.TryGetValue(resourceId, out resourceEvent))
        {
            var instances = _current.Values.Where(e => IsNamed(e, resourceId)).Take(2).ToList();
            resourceEvent = instances.Count == 1 ? instances[0] : null;
        }

        return resourceEvent is not null;
    }

    /// <summary>The current state of every instance, then every change.</summary>
    public async IAsyncEnumerable<ResourceEvent> WatchAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var channel = Channel.CreateUnbounded<ResourceEvent>();
        lock (_gate)
        {
            foreach (var known in _current.Values)
            {
                channel.Writer.TryWrite(known);
            }

            _watchers.Add(channel);
        }

        try
        {
            await foreach (var change in channel.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
            {
                yield return change;
            }
        }
        finally
        {
            lock (_gate)
            {
                _watchers.Remove(channel);
            }
        }
    }

    public async Task<ResourceEvent> WaitForResourceAsync(
        string resourceName, Func<ResourceEvent, bool> predicate, CancellationToken cancellationToken = default)
    {
        await foreach (var change in WatchAsync(cancellationToken).ConfigureAwait(false))
        {
            if (IsNamed(change, resourceName) && predicate(change))
            {
                return change;
            }
        }

        throw new OperationCanceledException($"The application ended before '{resourceName}' came into the state waited for.");
    }

    public Task WaitForResourceAsync(string resourceName, string? targetState = null, CancellationToken cancellationToken = default) =>
        WaitForResourceAsync(resourceName, change => change.Snapshot.State?.Text == (targetState ?? KnownResourceStates.Running), cancellationToken);

    public async Task<string> WaitForResourceAsync(
        string resourceName, IEnumerable<string> targetStates, CancellationToken cancellationToken = default)
    {
        var states = targetStates.ToHashSet(StringComparer.Ordinal);
        var reached = await WaitForResourceAsync(
            resourceName, change => change.Snapshot.State is { } state && states.Contains(state.Text), cancellationToken).ConfigureAwait(false);
        return reached.Snapshot.State!.Text;
    }

    /// <exception cref="DistributedApplicationException">The resource ended instead of becoming healthy.</exception>
    public async Task<ResourceEvent> WaitForResourceHealthyAsync(string resourceName, CancellationToken cancellationToken = default)
    {
        var reached = await WaitForResourceAsync(
            resourceName, change => change.Snapshot.HealthStatus == HealthStatus.Healthy || HasEnded(change), cancellationToken).ConfigureAwait(false);
        return !HasEnded(reached) ? reached : throw new DistributedApplicationException(
            $"'{resourceName}' did not become healthy: it is {reached.Snapshot.State!.Text}{(reached.Snapshot.ExitCode is { } code ? $" with exit code {code}" : "")}.");
    }

    public Task PublishUpdateAsync(IResource resource, string resourceId, Func<CustomResourceSnapshot, CustomResourceSnapshot> stateFactory)
    {
        lock (_gate)
        {
            var before = _current.TryGetValue(resourceId, out var known)
                ? known.Snapshot
                : new CustomResourceSnapshot { ResourceType = resource is ProjectResource ? "Project" : resource.GetType().Name, Properties = [] };
            var after = new ResourceEvent(resource, resourceId, stateFactory(before));
            _current[resourceId] = after;
            Tell(after);
            // What is a part of it is in the same state.
            foreach (var part in model.Resources.Where(part => part is IResourceWithParent { Parent: var parent } && parent == resource))
            {
                Tell(_current[part.Name] = new ResourceEvent(part, part.Name, after.Snapshot with { ResourceType = part.GetType().Name }));
            }
        }

        return Task.CompletedTask;
    }

    private void Tell(ResourceEvent change)
    {
        foreach (var watcher in _watchers)
        {
            watcher.Writer.TryWrite(change);
        }
    }

    private static bool HasEnded(ResourceEvent change) =>
        change.Snapshot.State is { } state && KnownResourceStates.TerminalStates.Contains(state.Text);

    private static bool IsNamed(ResourceEvent change, string name) =>
        string.Equals(change.Resource.Name, name, StringComparison.OrdinalIgnoreCase);
}
