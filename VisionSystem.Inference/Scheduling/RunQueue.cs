namespace VisionSystem.Inference.Scheduling;

/// <summary>
/// The way into one model's runs, in order of arrival. It admits as many photos as its limits say, and hands those that are
/// decoded to workers, one run at a time; a worker that finds none ends, and the next photo calls for a new one.
/// </summary>
internal sealed class RunQueue(RunLimits limits, TimeProvider time) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly Lock _collecting = new();
    private readonly Queue<QueuedPhoto> _ready = new();
    private readonly AutoResetEvent _arrived = new(false);

    // As many photos may lie decoded as can run next, so that a queue of large ones takes no more memory than that.
    private readonly SemaphoreSlim _room = new(2 * limits.Running, 2 * limits.Running);
    private int _admitted;
    private int _running;
    private int _workers;

    public RunLimits Limits => limits;

    /// <summary>Photos that run or wait.</summary>
    public int Admitted => Volatile.Read(ref _admitted);

    /// <summary>Photos in runs.</summary>
    public int Running => Volatile.Read(ref _running);

    /// <summary>Photos that are being decoded or wait.</summary>
    public int Waiting => Math.Max(0, Admitted - Running);

    /// <summary>What a photo takes, decode included.</summary>
    public ServiceTime ServiceTime { get; } = new();

    /// <summary>How long a photo waits that has <paramref name="ahead"/> before it.</summary>
    public TimeSpan Wait(int ahead) => ServiceTime.Mean * ((double)ahead / limits.Running);

    /// <summary>Takes a place, unless as many wait as may or the wait is longer than the photo has.</summary>
    public Admission Admit(Deadline deadline)
    {
        var admitted = Interlocked.Increment(ref _admitted);
        var verdict = admitted > limits.Capacity ? AdmissionVerdict.QueueFull
            : admitted > limits.Running && Wait(admitted - limits.Running) > deadline.Left ? AdmissionVerdict.TooLate
            : AdmissionVerdict.Admitted;
        if (verdict == AdmissionVerdict.Admitted)
        {
            return new Admission(this, verdict);
        }

        Leave();
        return new Admission(null, verdict);
    }

    public void Leave() => Interlocked.Decrement(ref _admitted);

    /// <summary>Waits until one more photo may be decoded. <see cref="LeaveRoom"/> ends what it begins.</summary>
    public Task EnterRoomAsync(CancellationToken cancellationToken) => _room.WaitAsync(cancellationToken);

    public void LeaveRoom() => _room.Release();

    /// <summary>Adds a decoded photo; true when the caller is to start a worker.</summary>
    public bool Enqueue(QueuedPhoto photo)
    {
        bool calls;
        lock (_lock)
        {
            _ready.Enqueue(photo);
            calls = _workers < limits.ConcurrentRuns;
            _workers += calls ? 1 : 0;
        }

        if (limits.PhotosPerRun > 1)
        {
            _arrived.Set();
        }

        return calls;
    }

    /// <summary>
    /// Takes the photos of the next run: what is ready, and what else comes within the delay while there is a place left. 0
    /// ends the worker.
    /// </summary>
    public int Take(QueuedPhoto[] batch)
    {
        // One worker collects at a time, so that two runs do not share between them what would fill one.
        lock (_collecting)
        {
            var count = 0;
            while (true)
            {
                lock (_lock)
                {
                    while (count < batch.Length && _ready.TryDequeue(out var photo))
                    {
                        count += TakeOne(photo, batch, count);
                    }

                    if (count == 0)
                    {
                        _workers--;
                        return 0;
                    }
                }

                var left = count == batch.Length ? TimeSpan.Zero : limits.MaxDelay - time.GetElapsedTime(batch[0].Clock.PhaseStart);
                if (left <= TimeSpan.Zero || !_arrived.WaitOne(left))
                {
                    return count;
                }
            }
        }
    }

    /// <summary>Ends a worker that cannot work, and all that wait with it.</summary>
    public void FailAll(Exception cause)
    {
        lock (_lock)
        {
            _workers--;
            while (_ready.TryDequeue(out var photo))
            {
                if (photo.TryTake())
                {
                    photo.Fail(cause);
                }
            }
        }
    }

    /// <summary>Ends a run of so many photos.</summary>
    public void Ended(int photos) => Interlocked.Add(ref _running, -photos);

    public void Dispose()
    {
        _room.Dispose();
        _arrived.Dispose();
    }

    private int TakeOne(QueuedPhoto photo, QueuedPhoto[] batch, int place)
    {
        if (!photo.TryTake())
        {
            return 0;
        }

        Interlocked.Increment(ref _running);
        batch[place] = photo;
        return 1;
    }
}
