using System.Diagnostics;
using System.Globalization;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;

namespace VisionSystem.Tests.EndToEnd;

/// <summary>The complete application, started by its AppHost: both services as processes, with a data folder of its own.</summary>
internal sealed class VisionApp : IAsyncDisposable
{
    public const string Inference = "yolo-inference";
    public const string Logging = "logging-service";

    private const string Topology = "--topology";

    /// <summary>Above the ports that other tests use.</summary>
    private const string PortRange = "ASPIRE_PROXYLESS_ENDPOINT_PORT_RANGE=19001-32767";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly TemporaryFolder _data = new();
    private DistributedApplication? _app;

    public DistributedApplication App => _app ?? throw new InvalidOperationException("The application is not built.");

    /// <summary>Starts the application and waits until both services are healthy.</summary>
    public static Task<VisionApp> StartAsync(params string[] args) => StartAsync(withDashboard: false, args);

    public static async Task<VisionApp> StartAsync(bool withDashboard, params string[] args)
    {
        var vision = await BuildAsync(args, withDashboard);
        try
        {
            await vision.App.StartAsync(TestContext.Current.CancellationToken).WaitAsync(Patience);
            await vision.WaitUntilHealthyAsync(Logging);
            await vision.WaitUntilHealthyAsync(Inference);
            return vision;
        }
        catch
        {
            await vision.DisposeAsync();
            throw;
        }
    }

    /// <summary>Builds the application without starting it.</summary>
    public static async Task<VisionApp> BuildAsync(string[] args, bool withDashboard = false)
    {
        var vision = new VisionApp();
        var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.VisionSystem_AppHost>(
            new DistributedApplicationTestingBuilderOptions { EnableDashboard = withDashboard },
            [.. args.Contains(Topology) ? (string[])[] : [Topology, "embedded"], "--data", vision._data.Path, PortRange, .. args],
            TestContext.Current.CancellationToken);

        // A busy machine may exceed the default time to deliver predictions that a test reads immediately.
        builder.CreateResourceBuilder(builder.Resources.OfType<ProjectResource>().Single(project => project.Name == Inference))
            .WithEnvironment("Vision__Logging__ReadYourWrites", "00:00:15");
        vision._app = await builder.BuildAsync(TestContext.Current.CancellationToken);
        return vision;
    }

    /// <summary>A client of a service without retries.</summary>
    public HttpClient Client(string resource) => new() { BaseAddress = App.GetEndpoint(resource, "http"), Timeout = TimeSpan.FromSeconds(30) };

    public async Task WaitUntilHealthyAsync(string resource)
    {
        try
        {
            await App.ResourceNotifications.WaitForResourceHealthyAsync(resource, TestContext.Current.CancellationToken).WaitAsync(Patience);
        }
        catch (Exception failure) when (failure is TimeoutException or DistributedApplicationException)
        {
            Assert.Fail($"{failure.Message}\n{await OutputAsync(resource)}");
        }
    }

    /// <summary>Sends SIGKILL to a service and waits until the orchestrator reports its exit.</summary>
    public async Task KillAsync(string resource)
    {
        var running = await App.ResourceNotifications.WaitForResourceAsync(
            resource, change => ProcessId(change) is not null, TestContext.Current.CancellationToken).WaitAsync(Patience);
        using (var process = Process.GetProcessById(ProcessId(running)!.Value))
        {
            process.Kill(entireProcessTree: true);
        }

        await App.ResourceNotifications.WaitForResourceAsync(
            resource, KnownResourceStates.TerminalStates, TestContext.Current.CancellationToken).WaitAsync(Patience);
    }

    /// <summary>Starts a service that has ended and waits until it is healthy again.</summary>
    public async Task StartAgainAsync(string resource)
    {
        var result = await App.ResourceCommands.ExecuteCommandAsync(
            resource, KnownResourceCommands.StartCommand, TestContext.Current.CancellationToken).WaitAsync(Patience);
        Assert.True(result.Success, result.Message);
        await WaitUntilHealthyAsync(resource);
    }

    /// <summary>The last output lines of a service.</summary>
    public async Task<string> OutputAsync(string resource)
    {
        var logs = (ResourceLoggerService)App.Services.GetService(typeof(ResourceLoggerService))!;
        var lines = new List<string>();
        await foreach (var batch in logs.GetAllAsync(resource))
        {
            lines.AddRange(batch.Select(line => line.Content));
        }

        return string.Join('\n', lines.TakeLast(20));
    }

    /// <summary>The process id of an instance; null if it is not running.</summary>
    public static int? ProcessId(ResourceEvent change) =>
        change.Snapshot.State?.Text == KnownResourceStates.Running
        && change.Snapshot.Properties.FirstOrDefault(property => property.Name == "executable.pid")?.Value is { } id
            ? Convert.ToInt32(id, CultureInfo.InvariantCulture) : null;

    public async ValueTask DisposeAsync()
    {
        if (_app is not null)
        {
            await _app.DisposeAsync();
        }

        _data.Dispose();
    }
}
