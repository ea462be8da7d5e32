namespace VisionSystem.Inference.Scheduling;

/// <summary>
/// Until when an image is of use: the token ends when the client goes away or the time is over.
/// </summary>
internal sealed class Deadline : IDisposable
{
    private readonly TimeProvider? _time;
    private readonly long _start;
    private readonly TimeSpan _timeout;
    private readonly CancellationTokenSource? _source;

    /// <param name="timeout">From now on.</param>
    /// <param name="time">The clock.</param>
    /// <param name="client">Ends when the client goes away.</param>
    public Deadline(TimeSpan timeout, TimeProvider time, CancellationToken client)
    {
        (_timeout, _time, _start, Client) = (timeout, time, time.GetTimestamp(), client);
        _source = CancellationTokenSource.CreateLinkedTokenSource(client);
        _source.CancelAfter(timeout);
    }

    private Deadline(CancellationToken client) => Client = client;

    /// <summary>Ends when the client goes away.</summary>
    public CancellationToken Client { get; }

    /// <summary>Ends with the client or with the time.</summary>
    public CancellationToken Token => _source?.Token ?? Client;

    /// <summary>All of the time; endless where there is no limit.</summary>
    public TimeSpan Timeout => _time is null ? TimeSpan.MaxValue : _timeout;

    /// <summary>What is left; endless where there is no limit.</summary>
    public TimeSpan Left => _time is null ? TimeSpan.MaxValue : _timeout - _time.GetElapsedTime(_start);

    /// <summary>Only the client can end it.</summary>
    public static Deadline None(CancellationToken client) => new(client);

    public void Dispose() => _source?.Dispose();
}
