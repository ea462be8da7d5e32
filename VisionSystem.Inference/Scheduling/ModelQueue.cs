using System.Diagnostics.Metrics;
using VisionSystem.Inference.Diagnostics;

namespace VisionSystem.Inference.Scheduling;

/// <summary>
/// The queue of one model, first in, first out. It admits images up to its limits and passes decoded images to workers, one batch
/// at a time. A worker that finds the queue empty ends; the next image starts a new one.
/// </summary>
internal sealed class ModelQueue(BatchLimits limits, TimeProvider time) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly Lock _collecting = new();
    private readonly Queue<InferenceRequest> _ready = new();
    private readonly AutoResetEvent _arrived = new(false);

    // Bounds the memory of decoded images: those of the current runs and of the next ones.
    private readonly SemaphoreSlim _decodeBuffers = new(2 * limits.Running, 2 * limits.Running);
    private int _admitted;
    private int _running;
    private int _workers;

    public BatchLimits Limits => limits;

    /// <summary>Number of images that run or wait.</summary>
    public int Admitted => Volatile.Read(ref _admitted);

    /// <summary>Number of images that run.</summary>
    public int Running => Volatile.Read(ref _running);

    /// <summary>Number of images that are decoded or wait.</summary>
    public int Waiting => Math.Max(0, Admitted - Running);

    /// <summary>Time that an image takes, decoding included.</summary>
    public ServiceTime ServiceTime { get; } = new();

    /// <summary>Estimated wait of an image.</summary>
    /// <param name="ahead">Number of images ahead of it.</param>
    public TimeSpan EstimateWait(int ahead) => ServiceTime.Mean * ((double)ahead / limits.Running);

    /// <summary>Admits an image, unless the queue is full or the estimated wait exceeds the deadline.</summary>
    public Admission Admit(Deadline deadline)
    {
        var admitted = Interlocked.Increment(ref _admitted);
        var verdict = admitted > limits.Capacity ? AdmissionVerdict.QueueFull
            : admitted > limits.Running && EstimateWait(admitted - limits.Running) > deadline.Left ? AdmissionVerdict.TooLate
            : AdmissionVerdict.Admitted;
        if (verdict == AdmissionVerdict.Admitted)
        {
            return new Admission(this, verdict);
        }

        Release();
        return new Admission(null, verdict);
    }

    public void Release() => Interlocked.Decrement(ref _admitted);

    /// <summary>Waits until another image may be decoded. Must be followed by <see cref="ReleaseDecodeBuffer"/>.</summary>
    public Task AcquireDecodeBufferAsync(CancellationToken cancellationToken) => _decodeBuffers.WaitAsync(cancellationToken);

    public void ReleaseDecodeBuffer() => _decodeBuffers.Release();

    /// <summary>Adds a decoded image; true if the caller must start a worker.</summary>
    public bool Enqueue(InferenceRequest image)
    {
        bool startsWorker;
        lock (_lock)
        {
            _ready.Enqueue(image);
            startsWorker = _workers < limits.ConcurrentRuns;
            _workers += startsWorker ? 1 : 0;
        }

        if (limits.ImagesPerRun > 1)
        {
            _arrived.Set();
        }

        return startsWorker;
    }

    /// <summary>
    /// Claims the images of the next run: those that are ready, and those that arrive within the delay while the batch is not full.
    /// Returns their number; with 0 the worker must end.
    /// </summary>
    public int DequeueBatch(InferenceRequest[] batch)
    {
        // One worker collects at a time, so that two runs do not split the images of one full batch.
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

                var left = count == batch.Length ? TimeSpan.Zero : limits.MaxDelay - time.GetElapsedTime(batch[0].Timer.PhaseStart);
                if (left <= TimeSpan.Zero || !_arrived.WaitOne(left))
                {
                    return count;
                }
            }
        }
    }

    /// <summary>Ends a worker that cannot run and fails all waiting images.</summary>
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

    /// <summary>Records the end of a run.</summary>
    public void EndRun(int images) => Interlocked.Add(ref _running, -images);

    public void Dispose()
    {
        _decodeBuffers.Dispose();
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

/// <summary>The decision of a queue about an image.</summary>
internal enum AdmissionVerdict
{
    Admitted,

    /// <summary>The maximum number of images waits.</summary>
    QueueFull,

    /// <summary>The estimated wait exceeds the deadline of the image.</summary>
    TooLate,
}

/// <summary>The place of an image in a queue, from admission to result. Dispose of it to release the place.</summary>
internal readonly struct Admission(ModelQueue? queue, AdmissionVerdict verdict) : IDisposable
{
    public AdmissionVerdict Verdict => verdict;

    public void Dispose() => queue?.Release();
}

/// <summary>
/// Exponentially weighted mean of the time from decoding to detections under the current load, over the last few dozen images.
/// Waiting times are estimated from it. Thread-safe without locks; a sample lost in a race has no relevant effect.
/// </summary>
internal sealed class ServiceTime
{
    private const double Weight = 0.1;
    private double _seconds;

    /// <summary>Zero before the first image.</summary>
    public TimeSpan Mean => TimeSpan.FromSeconds(Volatile.Read(ref _seconds));

    public void Add(TimeSpan sample)
    {
        var mean = Volatile.Read(ref _seconds);
        Volatile.Write(ref _seconds, mean == 0 ? sample.TotalSeconds : mean + (Weight * (sample.TotalSeconds - mean)));
    }
}

/// <summary>The metrics of queues and batches.</summary>
internal static class BatchingTelemetry
{
    private static readonly Meter Meter = InferenceTelemetry.Meter;
    private static readonly Counter<long> Refused = Meter.CreateCounter<long>("cv_queue_refused", "{image}", "Images refused at admission to the queue, by reason: full or too_late");
    private static readonly Counter<long> Dropped = Meter.CreateCounter<long>("cv_queue_dropped", "{image}", "Images abandoned before their run, by reason: deadline or cancelled");
    private static readonly Histogram<int> BatchSize = Meter.CreateHistogram<int>("cv_batch_size", "{image}", "Images per run");

    public static void ImageRefused(string model, AdmissionVerdict verdict) =>
        Refused.Add(1, new("model", model), new("reason", verdict == AdmissionVerdict.QueueFull ? "full" : "too_late"));

    public static void ImageDropped(string model, bool clientGone) =>
        Dropped.Add(1, new("model", model), new("reason", clientGone ? "cancelled" : "deadline"));

    public static void BatchRun(string model, int images) => BatchSize.Record(images, new KeyValuePair<string, object?>("model", model));
}
