using System.Collections.Concurrent;
using System.Text;
using VisionSystem.ServiceDefaults.FanOut;

namespace VisionSystem.Logging.Streaming;

/// <summary>
/// Wakes the followers of a tenant when predictions are stored by this process or by another process that shares its
/// Redis.
/// </summary>
internal sealed class PredictionNotifier : IDisposable
{
    private const string Topic = "predictions";

    private readonly ConcurrentDictionary<string, TaskCompletionSource> _waiting = new();
    private readonly MessageFanOut _fanOut;
    private readonly TimeProvider _time;
    private readonly IDisposable _listening;

    public PredictionNotifier(MessageFanOut fanOut, TimeProvider time)
    {
        (_fanOut, _time) = (fanOut, time);
        _listening = fanOut.Listen(Topic, tenant => Wake(Encoding.UTF8.GetString(tenant.Span)));
    }

    /// <summary>Wakes the followers in this process immediately. Delivery does not wait for the notification of other processes.</summary>
    public void Raise(string tenant) => _ = _fanOut.PublishAsync(Topic, Encoding.UTF8.GetBytes(tenant)).AsTask();

    public void Dispose() => _listening.Dispose();

    private void Wake(string tenant)
    {
        if (_waiting.TryRemove(tenant, out var waiting))
        {
            waiting.TrySetResult();
        }
    }

    /// <summary>Returns a task that completes with the next predictions. Acquire it before the query, so that no prediction is missed in between.</summary>
    public Task Next(string tenant) =>
        _waiting.GetOrAdd(tenant, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    /// <summary>Waits for predictions or until the timeout, because a notification from another process can be lost.</summary>
    public async Task WaitAsync(Task next, TimeSpan timeout, CancellationToken cancellationToken)
    {
        try
        {
            await next.WaitAsync(timeout, _time, cancellationToken);
        }
        catch (TimeoutException)
        {
            // The timeout has elapsed: the caller queries again.
        }
    }
}
