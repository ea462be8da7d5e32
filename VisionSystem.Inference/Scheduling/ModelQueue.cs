namespace VisionSystem.Inference.Scheduling;

/// <summary>
/// The way into one model's runs, in order of arrival. It admits as many images as its limits say, and hands those that are
/// decoded to workers, one run at a time; a worker that finds none ends, and the next image calls for a new one.
/// </summary>
internal sealed class ModelQueue(BatchLimits limits, TimeProvider time) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly Lock _collecting = new();
    private readonly Queue<InferenceRequest> _ready = new();
    private readonly AutoResetEvent _arrived = new(false);

    // As many images may lie decoded as can run next, so that a queue of large ones takes no more memory than that.
    private readonly SemaphoreSlim _room = new(2 * limits.Running, 2 * limits.Running);
    private int _admitted;
    private int _running;
    private int _workers;

    public BatchLimits Limits => limits;

    /// <summary>Images that run or wait.</summary>
    public int Admitted => Volatile.Read(ref _admitted);

    /// <summary>Images in runs.</summary>
    public int Running => Volatile.Read(ref _running);

    /// <summary>Images that are being decoded or wait.</summary>
    public int Waiting => Math.Max(0, Admitted - Running);

    /// <summary>What an image takes, decode included.</summary>
    public ServiceTime ServiceTime { get; } = new();

    /// <summary>How long an image waits that has <paramref name="ahead"/> before it.</summary>
    public TimeSpan Wait(int ahead) => ServiceTime.Mean * ((double)ahead / limits.Running);

    /// <summary>Takes a place, unless as many wait as may or the wait is longer than the image has.</summary>
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

        Release();
        return new Admission(null, verdict);
    }

    public void Release() => Interlocked.Decrement(ref _admitted);

    /// <summary>Waits until one more image may be decoded. <see cref="ReleaseDecodeBuffer"/> ends what it begins.</summary>
    public Task AcquireDecodeBufferAsync(CancellationToken cancellationToken) => _room.WaitAsync(cancellationToken);

    public void ReleaseDecodeBuffer() => _room.Release();

    /// <summary>Adds a decoded image; true when the caller is to start a worker.</summary>
    public bool Enqueue(InferenceRequest image)
    {
        bool calls;
        lock (_lock)
        {
            _ready.Enqueue(image);
            calls = _workers < limits.ConcurrentRuns;
            _workers += calls ? 1 : 0;
        }

        if (limits.ImagesPerRun > 1)
        {
            _arrived.Set();
        }

        return calls;
    }

    /// <summary>
    /// Takes the images of the next run: what is ready, and what else comes within the delay while there is a place left. 0
    /// ends the worker.
    /// </summary>
    public int DequeueBatch(InferenceRequest[] batch)
    {
        // One worker collects at a time, so that two runs do not share between them what would fill one.
        lock (_collecting)
        {
            var count = 0;
            while (true)
            {
                lock (_lock)
                {
                    while (count < batch.Length && _ready.TryDequeue(out var image))
                    {
                        count += TryAdd(image, batch, count);
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
            while (_ready.TryDequeue(out var image))
            {
                if (image.TryClaim())
                {
                    image.Fail(cause);
                }
            }
        }
    }

    /// <summary>Ends a run of so many images.</summary>
    public void Ended(int images) => Interlocked.Add(ref _running, -images);

    public void Dispose()
    {
        _room.Dispose();
        _arrived.Dispose();
    }

    private int TryAdd(InferenceRequest image, InferenceRequest[] batch, int place)
    {
        if (!image.TryClaim())
        {
            return 0;
        }

        Interlocked.Increment(ref _running);
        batch[place] = image;
        return 1;
    }
}
