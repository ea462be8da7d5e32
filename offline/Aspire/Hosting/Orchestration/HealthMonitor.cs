using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Aspire.Hosting.Orchestration;

/// <summary>Runs the health checks of a resource for as long as it runs and tells what they say.</summary>
internal sealed class HealthMonitor(HealthCheckService checks, ResourceNotificationService notifications, TimeProvider time)
{
    private static readonly TimeSpan WhileStarting = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan OnceHealthy = TimeSpan.FromSeconds(30);

    public async Task WatchAsync(IResource resource, IReadOnlyList<string> instances, CancellationToken cancellationToken)
    {
        var keys = resource.Annotations.OfType<HealthCheckAnnotation>().Select(check => check.Key).ToHashSet(StringComparer.Ordinal);
        var checkedAt = time.GetTimestamp();
        while (!cancellationToken.IsCancellationRequested)
        {
            var running = instances.Where(instance => StateOf(instance)?.State?.Text == KnownResourceStates.Running).ToList();
            if (running.Exists(instance => StateOf(instance)?.HealthStatus != HealthStatus.Healthy) || time.GetElapsedTime(checkedAt) > OnceHealthy)
            {
                var status = await CheckAsync(keys, cancellationToken).ConfigureAwait(false);
                checkedAt = time.GetTimestamp();
                foreach (var instance in running.Where(instance => StateOf(instance)?.HealthStatus != status))
                {
                    await TellAsync(resource, instance, status).ConfigureAwait(false);
                }
            }

            await Task.Delay(WhileStarting, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private CustomResourceSnapshot? StateOf(string instance) =>
        notifications.TryGetCurrentState(instance, out var known) ? known!.Snapshot : null;

    // The instance may have ended while it was being asked.
    private Task TellAsync(IResource resource, string instance, HealthStatus status) => notifications.PublishUpdateAsync(
        resource, instance, known => known.State?.Text == KnownResourceStates.Running ? known with { HealthStatus = status } : known);

    private async Task<HealthStatus> CheckAsync(HashSet<string> keys, CancellationToken cancellationToken)
    {
        if (keys.Count == 0)
        {
            return HealthStatus.Healthy;
        }

        try
        {
            return (await checks.CheckHealthAsync(check => keys.Contains(check.Name), cancellationToken).ConfigureAwait(false)).Status;
        }
        catch (OperationCanceledException)
        {
            return HealthStatus.Unhealthy;
        }
    }
}
