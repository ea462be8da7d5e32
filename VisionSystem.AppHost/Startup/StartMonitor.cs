using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;

namespace VisionSystem.AppHost.Startup;

/// <summary>
/// Reports on the console when everything is ready. Ends the application with the reason if a resource fails or ends before
/// that, or if it takes too long.
/// </summary>
internal sealed class StartMonitor(
    DistributedApplicationModel model, ResourceNotificationService notifications, ResourceLoggerService logs, IConfiguration configuration,
    IHostApplicationLifetime lifetime, AppHostOptions options) : BackgroundService
{
    private const string Dashboard = "aspire-dashboard";

    private readonly long _start = Stopwatch.GetTimestamp();
    private readonly Dictionary<string, ResourceEvent> _latest = [];
    private readonly HashSet<string> _ready = [];
    private readonly TaskCompletionSource _allReady = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Why the start failed; null if it did not.</summary>
    public string? Failure { get; private set; }

    public static void Add(IDistributedApplicationBuilder builder, AppHostOptions options)
    {
        if (builder.ExecutionContext.IsRunMode)
        {
            builder.Services.AddSingleton(options);
            builder.Services.AddSingleton<StartMonitor>();
            builder.Services.AddHostedService(services => services.GetRequiredService<StartMonitor>());
            builder.Eventing.Subscribe<ResourceReadyEvent>((ready, _) =>
            {
                ready.Services.GetRequiredService<StartMonitor>().OnReady(ready.Resource);
                return Task.CompletedTask;
            });
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        deadline.CancelAfter(options.StartTimeout);
        try
        {
            var failed = WatchAsync(deadline.Token);
            if (await Task.WhenAny(failed, _allReady.Task) == failed)
            {
                Fail(await DescribeAsync(await failed));
                return;
            }

            await deadline.CancelAsync();
            await Console.Out.WriteAsync(ReadyLines());
        }
        catch (OperationCanceledException) when (!stoppingToken.IsCancellationRequested)
        {
            Fail(await DescribeDelayAsync());
        }
        catch (OperationCanceledException)
        {
            // The application ends before it is ready.
        }
    }

    /// <summary>True for what starts with the application. Aspire adds resources that only a command starts, such as one that builds a service anew.</summary>
    private static bool Runs(IResource resource) => resource is ProjectResource or ExecutableResource or ContainerResource
        && !resource.HasAnnotationOfType<ExplicitStartupAnnotation>();

    private void OnReady(IResource resource)
    {
        lock (_ready)
        {
            _ready.Add(resource.Name);
            if (model.Resources.Where(Runs).All(needed => _ready.Contains(needed.Name)))
            {
                _allReady.TrySetResult();
            }
        }
    }

    /// <summary>The first resource that ends or cannot start.</summary>
    private async Task<ResourceEvent> WatchAsync(CancellationToken cancellationToken)
    {
        await foreach (var change in notifications.WatchAsync(cancellationToken))
        {
            _latest[change.ResourceId] = change;
            if (Runs(change.Resource) && (KnownResourceStates.TerminalStates.Contains(change.Snapshot.State?.Text) || change.Snapshot.State?.Text == KnownResourceStates.RuntimeUnhealthy))
            {
                return change;
            }
        }

        throw new OperationCanceledException(cancellationToken);
    }

    private void Fail(string reason)
    {
        Failure = reason;
        lifetime.StopApplication();
    }

    private async Task<string> DescribeAsync(ResourceEvent change)
    {
        var code = change.Snapshot.ExitCode is { } exitCode ? string.Create(CultureInfo.InvariantCulture, $" (exit code {exitCode})") : "";
        var reason = await FailureReason.FindAsync(logs, change.ResourceId) ?? $"it wrote no reason; its state is {change.Snapshot.State?.Text}";
        return $"{change.Resource.Name} ended while starting{code}: {reason.TrimEnd('.')}. Correct this and start again.";
    }

    private async Task<string> DescribeDelayAsync()
    {
        var late = _latest.Values.Where(change => Runs(change.Resource) && !_ready.Contains(change.Resource.Name))
            .OrderBy(change => change.Snapshot.State?.Text == KnownResourceStates.Waiting).FirstOrDefault();
        if (late is null)
        {
            return $"Nothing started within {options.StartTimeout.TotalSeconds:0} s: is the machine busy? --start-timeout SECONDS gives it longer.";
        }

        var health = late.Snapshot.HealthReports.FirstOrDefault(report => report.Status is not HealthStatus.Healthy)?.Description;
        var reason = health ?? await FailureReason.FindAsync(logs, late.ResourceId) ?? $"its state is {late.Snapshot.State?.Text}";
        return $"{late.Resource.Name} is not ready after {options.StartTimeout.TotalSeconds:0} s: {reason.TrimEnd('.')}. Correct this, or give it longer with --start-timeout SECONDS.";
    }

    private string ReadyLines()
    {
        var api = UrlOf("yolo-inference");
        var token = configuration["AppHost:BrowserToken"] is { Length: > 0 } secret ? $"login?t={Uri.EscapeDataString(secret)}" : "";
        var lines = new List<string>
        {
            string.Create(CultureInfo.InvariantCulture, $"Ready in {Stopwatch.GetElapsedTime(_start).TotalSeconds:0} s."),
            $"  console     {api}",
            $"  API         {api}docs",
        };
        if (UrlOf(Dashboard) is { } dashboard)
        {
            lines.Add($"  dashboard   {dashboard}{token}");
        }

        lines.Add($"  try it      curl -F image=@samples/shelf.jpg {api}v1/detect");
        lines.Add("  stop it     Ctrl-C");
        return string.Join(Environment.NewLine, lines) + Environment.NewLine;
    }

    private string? UrlOf(string resource) =>
        model.Resources.OfType<IResourceWithEndpoints>().FirstOrDefault(candidate => candidate.Name == resource)?.GetEndpoint("http") is { Exists: true, IsAllocated: true } http
            ? http.Url.TrimEnd('/') + "/" : null;
}
