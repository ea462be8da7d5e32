using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using VisionSystem.Tests.EndToEnd;

namespace VisionSystem.Tests.Aspire;

[Collection(nameof(OwnApp))]
public sealed class RunModeTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    /// <summary>The orchestrator stops all resources concurrently: undelivered predictions remain in the spool of inference.</summary>
    [Fact]
    public async Task Starts_the_services_in_dependency_order_and_stops_both()
    {
        var changes = new ConcurrentQueue<ResourceEvent>();
        using var watching = new CancellationTokenSource();
        await using var vision = await VisionApp.BuildAsync([]);
        var watcher = WatchAsync(vision.App, changes, watching.Token);
        await vision.App.StartAsync(TestContext.Current.CancellationToken);
        await vision.WaitUntilHealthyAsync(VisionApp.Inference);
        Process[] services =
        [
            Process.GetProcessById(await ProcessIdAsync(vision, VisionApp.Logging)),
            Process.GetProcessById(await ProcessIdAsync(vision, VisionApp.Inference)),
        ];

        await vision.App.StopAsync(TestContext.Current.CancellationToken);
        await watching.CancelAsync();
        await watcher;

        Assert.All(services, service => Assert.True(service.HasExited));
        Assert.True(First(VisionApp.Logging, c => c.Snapshot.HealthStatus == HealthStatus.Healthy) < First(VisionApp.Inference, IsRunning));

        int First(string name, Func<ResourceEvent, bool> predicate) => changes.ToList().FindIndex(change => change.Resource.Name == name && predicate(change));
    }

    [Fact]
    public async Task Restarting_a_service_gives_it_a_new_process_at_the_same_address()
    {
        await using var vision = await VisionApp.StartAsync();
        var before = await ProcessIdAsync(vision, VisionApp.Logging);

        var result = await vision.App.ResourceCommands.ExecuteCommandAsync(
            VisionApp.Logging, KnownResourceCommands.RestartCommand, TestContext.Current.CancellationToken);

        Assert.True(result.Success, result.Message);
        await vision.WaitUntilHealthyAsync(VisionApp.Logging);
        Assert.NotEqual(before, await ProcessIdAsync(vision, VisionApp.Logging));
        using var client = vision.Client(VisionApp.Logging);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync(new Uri("/ready", UriKind.Relative), TestContext.Current.CancellationToken)).StatusCode);
    }

    [Fact]
    public async Task Continues_to_respond_when_one_of_two_replicas_is_killed()
    {
        await using var vision = await VisionApp.BuildAsync(["--replicas", "2"]);
        await vision.App.StartAsync(TestContext.Current.CancellationToken);
        var replicas = await HealthyReplicasAsync(vision.App, 2);

        using (var one = Process.GetProcessById(VisionApp.ProcessId(replicas[0])!.Value))
        {
            one.Kill(entireProcessTree: true);
            await one.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        for (var i = 0; i < 6; i++)
        {
            using var client = vision.Client(VisionApp.Inference);
            Assert.Equal(HttpStatusCode.OK, (await client.GetAsync(new Uri("/alive", UriKind.Relative), TestContext.Current.CancellationToken)).StatusCode);
        }
    }

    private static bool IsRunning(ResourceEvent change) => change.Snapshot.State?.Text == KnownResourceStates.Running;

    private static async Task<int> ProcessIdAsync(VisionApp vision, string resource) => VisionApp.ProcessId(await vision.App.ResourceNotifications
        .WaitForResourceAsync(resource, change => VisionApp.ProcessId(change) is not null, TestContext.Current.CancellationToken))!.Value;

    private static async Task<List<ResourceEvent>> HealthyReplicasAsync(DistributedApplication app, int count)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        deadline.CancelAfter(Patience);
        var healthy = new Dictionary<string, ResourceEvent>();
        await foreach (var change in app.ResourceNotifications.WatchAsync(deadline.Token))
        {
            if (change.Resource.Name == VisionApp.Inference && change.Snapshot.HealthStatus == HealthStatus.Healthy)
            {
                healthy[change.ResourceId] = change;
                if (healthy.Count == count)
                {
                    break;
                }
            }
        }

        return [.. healthy.Values];
    }

    private static async Task WatchAsync(DistributedApplication app, ConcurrentQueue<ResourceEvent> changes, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var change in app.ResourceNotifications.WatchAsync(cancellationToken))
            {
                changes.Enqueue(change);
            }
        }
        catch (OperationCanceledException)
        {
            // The test has read enough log lines.
        }
    }
}
