namespace VisionSystem.Inference.Scheduling;

/// <summary>The end of a request's time. The token is cancelled when the time has elapsed or the client disconnects.</summary>
internal sealed class Deadline : IDisposable
{
    private readonly TimeProvider? _time;
    private readonly long _start;
    private readonly TimeSpan _timeout;
    private readonly CancellationTokenSource? _source;

    /// <param name="timeout">The time, starting now.</param>
    /// <param name="time">The clock.</param>
    /// <param name="client">Cancelled when the client disconnects.</param>
    public Deadline(TimeSpan timeout, TimeProvider time, CancellationToken client)
    {
        (_timeout, _time, _start, Client) = (timeout, time, time.GetTimestamp(), client);
        _source = CancellationTokenSource.CreateLinkedTokenSource(client);
        _source.CancelAfter(timeout);
    }

    private Deadline(CancellationToken client) => Client = client;

    /// <summary>Cancelled when the client disconnects.</summary>
    public CancellationToken Client { get; }

    /// <summary>Cancelled when the client disconnects or the time has elapsed.</summary>
    public CancellationToken Token => _source?.Token ?? Client;

    /// <summary>The complete time; <see cref="TimeSpan.MaxValue"/> without a limit.</summary>
    public TimeSpan Timeout => _time is null ? TimeSpan.MaxValue : _timeout;

    /// <summary>The remaining time; <see cref="TimeSpan.MaxValue"/> without a limit.</summary>
    public TimeSpan Left => _time is null ? TimeSpan.MaxValue : _timeout - _time.GetElapsedTime(_start);

    /// <summary>Creates a deadline without a time limit.</summary>
    public static Deadline None(CancellationToken client) => new(client);

    public void Dispose() => _source?.Dispose();
}
