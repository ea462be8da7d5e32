using System.Globalization;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Orchestration.Launching;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;

namespace Aspire.Hosting.Orchestration;

/// <summary>Starts what the application model describes, and ends it in the opposite order.</summary>
internal sealed class Orchestrator(
    DistributedApplicationModel model, IConfiguration configuration, IEnumerable<ILauncher> launchers, ChildProcesses children, Dashboard dashboard,
    ServiceEnvironment environment, HealthMonitor health, ResourceOutput output, ResourceNotificationService notifications,
    DistributedApplicationExecutionContext context, IServiceProvider services, TimeProvider time) : IHostedService, IDisposable
{
    private const string LegacyCommandPrefix = "resource-";

    private readonly CancellationTokenSource _stopping = new();
    private readonly List<ResourceRunner> _runners = [];
    private readonly List<Task> _background = [];

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var randomize = bool.TryParse(configuration["DcpPublisher:RandomizePorts"], out var asked) && asked;
        dashboard.Start();
        foreach (var resource in model.Resources.Where(resource => resource is ProjectResource or ContainerResource))
        {
            var replicas = resource.GetReplicaCount();
            PortPlan[] plans = [.. resource.Annotations.OfType<EndpointAnnotation>().Select(endpoint =>
                PortPlan.For(endpoint, replicas, randomize, resource is ContainerResource))];
            ResourceInstance[] instances = [.. Enumerable.Range(0, replicas).Select(_ => Instance(resource))];
            _runners.Add(new(resource, PartsOf(resource), instances, plans, LauncherOf(resource), environment, notifications));
            foreach (var instance in instances)
            {
                await instance.TellAsync(KnownResourceStates.NotStarted).ConfigureAwait(false);
            }
        }

        foreach (var runner in _runners)
        {
            await TellLinksAsync(runner, cancellationToken).ConfigureAwait(false);
            _background.Add(health.WatchAsync(runner.Resource, [.. runner.Instances.Select(instance => instance.Id)], _stopping.Token));
            _background.Add(StartAsync(runner));
        }
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(_background).ConfigureAwait(false);
        var left = new List<ResourceRunner>(_runners);
        while (left.Count > 0)
        {
            // Nothing that is left needs these; in a circle nothing comes first, so all of it does.
            var next = left.Where(runner => !left.Any(other => other != runner && other.DependsOn.Contains(runner.Resource))).ToList();
            next = next.Count > 0 ? next : [.. left];
            await Task.WhenAll(next.Select(runner => runner.EndAsync())).ConfigureAwait(false);
            left.RemoveAll(next.Contains);
        }

        await dashboard.StopAsync().ConfigureAwait(false);
    }

    public async Task<ExecuteCommandResult> ExecuteAsync(string resourceId, string command, CancellationToken cancellationToken)
    {
        var name = command.StartsWith(LegacyCommandPrefix, StringComparison.Ordinal) ? command[LegacyCommandPrefix.Length..] : command;
        var runner = _runners.Find(candidate => IsSame(candidate.Resource.Name, resourceId) || candidate.Instances.Any(i => IsSame(i.Id, resourceId)));
        if (runner?.Resource.Annotations.OfType<ResourceCommandAnnotation>().FirstOrDefault(known => IsSame(known.Name, command)) is { } custom)
        {
            return await custom.ExecuteCommand(new() { ServiceProvider = services, ResourceName = runner.Resource.Name, CancellationToken = cancellationToken })
                .ConfigureAwait(false);
        }

        if (runner is null || name is not ("start" or "stop" or "restart"))
        {
            return Failed(runner is null ? $"There is no resource '{resourceId}'." : $"'{resourceId}' has no command '{command}'.");
        }

        bool Meant(ResourceInstance instance) => IsSame(runner.Resource.Name, resourceId) || IsSame(instance.Id, resourceId);
        try
        {
            if (name is "stop" or "restart")
            {
                await runner.StopAsync(Meant).ConfigureAwait(false);
            }

            if (name is "start" or "restart")
            {
                using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _stopping.Token);
                await runner.StartAsync(Meant, either.Token).ConfigureAwait(false);
            }

            return new() { Success = true };
        }
        catch (DistributedApplicationException failure)
        {
            return Failed(failure.Message);
        }
    }

    public void Dispose()
    {
        _stopping.Dispose();
        _runners.ForEach(runner => runner.Dispose());
    }

    private static bool IsSame(string a, string b) => string.Equals(a, b, StringComparison.OrdinalIgnoreCase);

    private static ExecuteCommandResult Failed(string message) => new() { Success = false, Message = message };

    private IReadOnlyList<IResource> PartsOf(IResource resource) =>
        [.. model.Resources.Where(part => part is IResourceWithParent { Parent: var parent } && parent == resource)];

    private ILauncher LauncherOf(IResource resource) => launchers.FirstOrDefault(launcher => launcher.Launches(resource))
        ?? throw new NotSupportedException($"The stand-in for Aspire runs no containers, and no program of this machine stands in for '{resource.Name}'.");

    private ResourceInstance Instance(IResource resource) => new(
        resource,
        string.Create(CultureInfo.InvariantCulture, $"{resource.Name}-{Guid.CreateVersion7(time.GetUtcNow()).ToString("N")[^8..]}"),
        children, output, notifications, time);

    private async Task TellLinksAsync(ResourceRunner runner, CancellationToken cancellationToken)
    {
        var links = await ResourceLinks.OfAsync(runner.Resource, context, cancellationToken).ConfigureAwait(false);
        foreach (var link in links)
        {
            output.Say($"{runner.Resource.Name} | {(link.Name is null ? "" : link.Name + ": ")}{link.Url}");
        }

        foreach (var instance in runner.Instances)
        {
            await notifications.PublishUpdateAsync(runner.Resource, instance.Id, known => known with { Urls = [.. links] }).ConfigureAwait(false);
        }
    }

    private async Task StartAsync(ResourceRunner runner)
    {
        try
        {
            await runner.StartAsync(_ => true, _stopping.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The application is stopping before this resource's turn came.
        }
        catch (Exception failure) when (failure is DistributedApplicationException or IOException or System.ComponentModel.Win32Exception)
        {
            output.Write(runner.Resource.Name, $"not started: {failure.Message}", isError: true);
        }
    }
}
