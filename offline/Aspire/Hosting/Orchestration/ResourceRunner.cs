using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Orchestration.Launching;

namespace Aspire.Hosting.Orchestration;

/// <summary>Runs one resource: waits for what it waits for, then keeps its replicas and the proxies before them.</summary>
internal sealed class ResourceRunner(
    IResource resource, IReadOnlyList<IResource> children, IReadOnlyList<ResourceInstance> instances, IReadOnlyList<PortPlan> plans,
    ILauncher launcher, ServiceEnvironment environment, ResourceNotificationService notifications) : IDisposable
{
    private readonly SemaphoreSlim _oneAtATime = new(1, 1);
    private readonly List<RoundRobinProxy> _proxies = [];

    public IResource Resource { get; } = resource;

    public IReadOnlyList<ResourceInstance> Instances { get; } = instances;

    public IEnumerable<IResource> DependsOn => Resource.Annotations.OfType<WaitAnnotation>()
        .Select(wait => wait.Resource is IResourceWithParent part ? part.Parent : wait.Resource)
        .Concat(Resource.Annotations.OfType<EndpointReferenceAnnotation>().Select(reference => reference.Resource)).Distinct();

    /// <summary>Starts the replicas that are asked for and do not run.</summary>
    /// <exception cref="DistributedApplicationException">A dependency ended, or the resource cannot be started.</exception>
    public async Task StartAsync(Func<ResourceInstance, bool> which, CancellationToken cancellationToken)
    {
        await _oneAtATime.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await StartCoreAsync([.. Instances.Where(instance => which(instance) && !instance.IsRunning)], cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    public async Task StopAsync(Func<ResourceInstance, bool> which)
    {
        await _oneAtATime.WaitAsync(CancellationToken.None).ConfigureAwait(false);
        try
        {
            await Task.WhenAll(Instances.Where(which).Select(instance => instance.StopAsync())).ConfigureAwait(false);
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    public async Task EndAsync()
    {
        await StopAsync(_ => true).ConfigureAwait(false);
        foreach (var proxy in _proxies)
        {
            await proxy.DisposeAsync().ConfigureAwait(false);
        }
    }

    public void Dispose() => _oneAtATime.Dispose();

    private async Task StartCoreAsync(List<ResourceInstance> starting, CancellationToken cancellationToken)
    {
        try
        {
            foreach (var wait in Resource.Annotations.OfType<WaitAnnotation>())
            {
                await Task.WhenAll(starting.Select(instance => instance.TellAsync(KnownResourceStates.Waiting))).ConfigureAwait(false);
                await notifications.WaitForResourceHealthyAsync(wait.Resource.Name, cancellationToken).ConfigureAwait(false);
            }

            if (_proxies.Count == 0)
            {
                _proxies.AddRange(plans.Where(plan => plan.NeedsProxy).Select(plan => new RoundRobinProxy(plan)));
            }

            foreach (var instance in starting)
            {
                var replica = Instances.Index().First(indexed => indexed.Item == instance).Index;
                var variables = await environment.ForAsync(Resource, instance.Id, replica, plans, cancellationToken).ConfigureAwait(false);
                var launch = await launcher.PrepareAsync(new(Resource, replica, plans, variables, children), cancellationToken).ConfigureAwait(false);
                await instance.StartAsync(launch).ConfigureAwait(false);
            }
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            await Task.WhenAll(starting.Where(instance => !instance.IsRunning).Select(instance => instance.TellAsync(KnownResourceStates.FailedToStart)))
                .ConfigureAwait(false);
            throw;
        }
    }
}
