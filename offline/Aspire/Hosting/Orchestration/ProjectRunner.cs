using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Orchestration;

/// <summary>Runs one project: waits for what it waits for, then keeps its replicas and the proxies before them.</summary>
internal sealed class ProjectRunner(
    ProjectResource resource, IReadOnlyList<ProjectInstance> instances, IReadOnlyList<PortPlan> plans,
    AppHostLocation location, ServiceEnvironment environment, ResourceNotificationService notifications) : IDisposable
{
    private readonly SemaphoreSlim _oneAtATime = new(1, 1);
    private readonly List<RoundRobinProxy> _proxies = [];

    public ProjectResource Resource { get; } = resource;

    public IReadOnlyList<ProjectInstance> Instances { get; } = instances;

    public IEnumerable<IResource> DependsOn => Resource.Annotations.OfType<WaitAnnotation>().Select(wait => wait.Resource)
        .Concat(Resource.Annotations.OfType<EndpointReferenceAnnotation>().Select(reference => reference.Resource)).Distinct();

    /// <summary>Starts the replicas that are asked for and do not run.</summary>
    /// <exception cref="DistributedApplicationException">A dependency ended, or the project is not built.</exception>
    public async Task StartAsync(Func<ProjectInstance, bool> which, CancellationToken cancellationToken)
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

    public async Task StopAsync(Func<ProjectInstance, bool> which)
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

    private async Task StartCoreAsync(List<ProjectInstance> starting, CancellationToken cancellationToken)
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

            var project = Resource.Annotations.OfType<IProjectMetadata>().Last();
            foreach (var instance in starting)
            {
                var replica = Instances.Index().First(indexed => indexed.Item == instance).Index;
                var variables = await environment.ForAsync(Resource, instance.Id, replica, plans, cancellationToken).ConfigureAwait(false);
                await instance.StartAsync(location.BuiltAssembly(project), Path.GetDirectoryName(project.ProjectPath)!, variables).ConfigureAwait(false);
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
