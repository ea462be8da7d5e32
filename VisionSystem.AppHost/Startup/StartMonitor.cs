using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;

namespace VisionSystem.AppHost.Startup;

/// <summary>
/// Reports on the console when every resource is ready. Stops the application with the reason if a resource fails or ends
/// before, or if the start exceeds its timeout.
/// </summary>
internal sealed class StartMonitor(
    DistributedApplicationModel model, ResourceNotificationService notifications, ResourceLoggerService logs, IConfiguration configuration,
    IHostApplicationLifetime lifetime, AppHostOptions options)
{
    private const string Dashboard = "aspire-dashboard";

    private static readonly TimeSpan DelayInterval = TimeSpan.FromSeconds(5);

    private readonly long _start = Stopwatch.GetTimestamp();
    private readonly Dictionary<string, ResourceEvent> _latest = [];
    private readonly HashSet<string> _ready = [];
    private readonly TaskCompletionSource _allReady = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The reason why the start failed; null if it did not fail.</summary>
    public string? Failure { get; private set; }

    public static void Add(IDistributedApplicationBuilder builder, AppHostOptions options)
    {
        if (builder.ExecutionContext.IsRunMode)
        {
            builder.Services.AddSingleton(options);
            builder.Services.AddSingleton<StartMonitor>();

            // Not a hosted service: hosted services start one after another, and that of the orchestrator returns only after all resources have started.
            builder.Eventing.Subscribe<BeforeStartEvent>((start, token) =>
            {
                _ = start.Services.GetRequiredService<StartMonitor>().RunAsync();
                return Task.CompletedTask;
            });
            builder.Eventing.Subscribe<ResourceReadyEvent>((ready, _) =>
            {
                ready.Services.GetRequiredService<StartMonitor>().OnReady(ready.Resource);
                return Task.CompletedTask;
            });
        }
    }

    private async Task RunAsync()
    {
        var stopping = lifetime.ApplicationStopping;
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        deadline.CancelAfter(options.StartTimeout);
        var failed = WatchAsync(deadline.Token);
        var delays = ReportDelaysAsync(deadline.Token);
        try
        {
            if (await Task.WhenAny(failed, _allReady.Task) == failed)
            {
                Fail(await DescribeAsync(await failed));
            }
            else
            {
                await Console.Out.WriteAsync(ReadyLines());
            }
        }
        catch (OperationCanceledException) when (!stopping.IsCancellationRequested)
        {
            Fail(await DescribeDelayAsync());
        }
        catch (OperationCanceledException)
        {
            // The application stops before it is ready.
        }

        await deadline.CancelAsync();
        await delays;
    }

    /// <summary>True for resources that start with the application. Aspire adds others that only a command starts, such as one that rebuilds a service.</summary>
    private static bool StartsWithApplication(IResource resource) => resource is ProjectResource or ExecutableResource or ContainerResource
        && !resource.HasAnnotationOfType<ExplicitStartupAnnotation>();

    private void OnReady(IResource resource)
    {
        lock (_ready)
        {
            _ready.Add(resource.Name);
            if (model.Resources.Where(StartsWithApplication).All(needed => _ready.Contains(needed.Name)))
            {
                _allReady.TrySetResult();
            }
        }
    }

    /// <summary>Returns the first resource that ends or cannot start.</summary>
    private async Task<ResourceEvent> WatchAsync(CancellationToken cancellationToken)
    {
        await foreach (var change in notifications.WatchAsync(cancellationToken))
        {
            lock (_ready)
            {
                _latest[change.ResourceId] = change;
            }

            if (StartsWithApplication(change.Resource) && (KnownResourceStates.TerminalStates.Contains(change.Snapshot.State?.Text) || change.Snapshot.State?.Text == KnownResourceStates.RuntimeUnhealthy))
            {
                return change;
            }
        }

        throw new OperationCanceledException(cancellationToken);
    }

    /// <summary>Reports the reasons for delays that resources have logged.</summary>
    private async Task ReportDelaysAsync(CancellationToken cancellationToken)
    {
        var reported = new Dictionary<string, string>();
        using var timer = new PeriodicTimer(DelayInterval);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken))
            {
                foreach (var change in NotReady().Where(change => change.Snapshot.State?.Text == KnownResourceStates.Running))
                {
                    if (await FailureReason.OfDelayAsync(logs, change.ResourceId) is { } reason && reported.GetValueOrDefault(change.ResourceId) != reason)
                    {
                        reported[change.ResourceId] = reason;
                        await Console.Error.WriteLineAsync($"Waiting for {change.Resource.Name}: {reason}");
                    }
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The start has completed.
        }
    }

    private List<ResourceEvent> NotReady()
    {
        lock (_ready)
        {
            return [.. _latest.Values.Where(change => StartsWithApplication(change.Resource) && !_ready.Contains(change.Resource.Name))];
        }
    }

    private void Fail(string reason)
    {
        Failure = reason;
        lifetime.StopApplication();
    }

    private async Task<string> DescribeAsync(ResourceEvent change)
    {
        var code = change.Snapshot.ExitCode is { } exitCode ? string.Create(CultureInfo.InvariantCulture, $" (exit code {exitCode})") : "";
        var reason = await FailureReason.OfEndAsync(logs, change.ResourceId) ?? $"it logged no reason; its state is {change.Snapshot.State?.Text}";
        return $"{change.Resource.Name} ended while starting{code}: {reason.TrimEnd('.')}. Correct this problem, then start again.";
    }

    private async Task<string> DescribeDelayAsync()
    {
        if (NotReady().OrderBy(change => change.Snapshot.State?.Text == KnownResourceStates.Waiting).FirstOrDefault() is not { } late)
        {
            return $"No resource started within {options.StartTimeout.TotalSeconds:0} s. Check the load of this machine, or raise the limit with --start-timeout SECONDS.";
        }

        var reason = await FailureReason.OfDelayAsync(logs, late.ResourceId)
            ?? late.Snapshot.HealthReports.FirstOrDefault(report => report.Status is not HealthStatus.Healthy)?.Description
            ?? $"its state is {late.Snapshot.State?.Text}";
        return $"{late.Resource.Name} is not ready after {options.StartTimeout.TotalSeconds:0} s: {reason.TrimEnd('.')}. Correct this problem, or raise the limit with --start-timeout SECONDS.";
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

        var file = configuration[AccessKeys.AdministratorVariable] is { Length: > 0 } ? null : Path.Combine(options.KeysPath, AccessKeys.AdministratorFile);
        lines.Add($"  admin key   {file ?? $"the value of {AccessKeys.AdministratorVariable}"}");
        var key = !options.RequiresKey ? "" : file is null ? $" -H \"X-Api-Key: ${AccessKeys.AdministratorVariable}\"" : $" -H \"X-Api-Key: $(cat '{file}')\"";
        lines.Add($"  try it      curl -F image=@samples/shelf.jpg {api}v1/detect{key}");
        lines.Add("  stop it     Ctrl-C");
        return string.Join(Environment.NewLine, lines) + Environment.NewLine;
    }

    private string? UrlOf(string resource) =>
        model.Resources.OfType<IResourceWithEndpoints>().FirstOrDefault(candidate => candidate.Name == resource)?.GetEndpoint("http") is { Exists: true, IsAllocated: true } http
            ? http.Url.TrimEnd('/') + "/" : null;
}
