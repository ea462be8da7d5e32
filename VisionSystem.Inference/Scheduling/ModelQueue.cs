using System.Diagnostics.Metrics;
using VisionSystem.Inference.Diagnostics;

namespace VisionSystem.Inference.Scheduling;

/// <summary>
/// The queue of one model: first in, first out within a tenant, and in turn across tenants. It admits images up to its limits and
/// passes decoded images to workers, one batch at a time, which may mix tenants. A tenant that fills the queue delays and displaces
/// only itself. While tenants compete on a CPU, the batches run at low priority, and the next image of a tenant with few images runs
/// at once, beside them and on all cores. A worker that finds the queue empty ends; the next image starts a new one.
/// </summary>
internal sealed class ModelQueue(BatchLimits limits, TimeProvider time) : IDisposable
{
    /// <summary>Time for which batches run at low priority after images of several tenants were admitted.</summary>
    private static readonly TimeSpan Competition = TimeSpan.FromMinutes(1);

    /// <summary>The number of tenants above which those without a recent express run are removed.</summary>
    private const int MaxExpressTenants = 1000;

    private readonly Lock _lock = new();
    private readonly Lock _collecting = new();
    private readonly TenantTurns<InferenceRequest> _ready = new();
    private readonly Queue<InferenceRequest> _express = new();
    private readonly TenantCounts _admitted = new();

    // For each tenant the value of _turns at its last express run.
    private readonly Dictionary<string, long> _lastExpress = new(StringComparer.Ordinal);
    private readonly AutoResetEvent _arrived = new(false);

    // Bounds the memory of decoded images: those of the current runs and of the next ones, and one more run's for tenants that hold few.
    private readonly TenantGate _decodeBuffers = new(2 * limits.Running, limits.Running);
    private int _total;
    private int _running;
    private int _workers;
    private int _expressWorkers;
    private long _turns;
    private long? _competedAt;

    public BatchLimits Limits => limits;

    /// <summary>Number of images that run or wait.</summary>
    public int Admitted => Volatile.Read(ref _total);

    /// <summary>Number of images that run.</summary>
    public int Running => Volatile.Read(ref _running);

    /// <summary>Number of images that are decoded or wait.</summary>
    public int Waiting => Math.Max(0, Admitted - Running);

    /// <summary>Time that an image takes, decoding included.</summary>
    public ServiceTime ServiceTime { get; } = new();

    /// <summary>Estimated wait of an image.</summary>
    /// <param name="ahead">Number of images ahead of it.</param>
    public TimeSpan EstimateWait(int ahead) => ServiceTime.Mean * ((double)ahead / limits.Running);

    /// <summary>
    /// Admits an image, unless the queue is full or the estimated wait exceeds the deadline. A full queue still admits a tenant
    /// below its equal share of the capacity, so that no other tenant can occupy it.
    /// </summary>
    /// <param name="tenant">The tenant; empty for runs of the service itself.</param>
    /// <param name="deadline">The end of the image's time.</param>
    public Admission Admit(string tenant, Deadline deadline)
    {
        lock (_lock)
        {
            // Turns alternate, so at most as many images of each other tenant run before this one as of its own.
            var own = _admitted.Of(tenant);
            var ahead = Math.Max(0, (int)Math.Min(_admitted.Total + 1, (own + 1L) * _admitted.TenantsWith(tenant)) - limits.Running);
            var verdict = _admitted.Total >= limits.Capacity && own >= _admitted.ShareFor(tenant, limits.Capacity) ? AdmissionVerdict.QueueFull
                : ahead > 0 && EstimateWait(ahead) > deadline.Left ? AdmissionVerdict.TooLate
                : AdmissionVerdict.Admitted;
            if (verdict != AdmissionVerdict.Admitted)
            {
                return new Admission(null, tenant, verdict, ahead) { IsContended = Competes };
            }

            _admitted.Increment(tenant);
            Volatile.Write(ref _total, _admitted.Total);
            _competedAt = Competitors > 1 ? time.GetTimestamp() : _competedAt;
            return new Admission(this, tenant, verdict, ahead);
        }
    }

    /// <summary>Ends an admission.</summary>
    public void Release(string tenant)
    {
        lock (_lock)
        {
            _admitted.Decrement(tenant);
            Volatile.Write(ref _total, _admitted.Total);
        }
    }

    /// <summary>Waits until another image may be decoded. Must be followed by <see cref="ReleaseDecodeBuffer"/>.</summary>
    public ValueTask AcquireDecodeBufferAsync(string tenant, CancellationToken cancellationToken) => _decodeBuffers.AcquireAsync(tenant, cancellationToken);

    public void ReleaseDecodeBuffer(string tenant) => _decodeBuffers.Release(tenant);

    /// <summary>Adds a decoded image; returns the kind of worker that the caller must start.</summary>
    public WorkerKind Enqueue(InferenceRequest image)
    {
        WorkerKind start;
        lock (_lock)
        {
            if (MayRunExpress(image.Tenant))
            {
                _express.Enqueue(image);
                start = _expressWorkers < limits.ConcurrentRuns ? WorkerKind.Express : WorkerKind.None;
                _expressWorkers += start == WorkerKind.Express ? 1 : 0;
                return start;
            }

            _ready.Enqueue(image.Tenant, image);
            start = _workers < limits.ConcurrentRuns ? BatchWorker() : WorkerKind.None;
            _workers += start == WorkerKind.None ? 0 : 1;
        }

        if (limits.ImagesPerRun > 1)
        {
            _arrived.Set();
        }

        return start;
    }

    /// <summary>
    /// Claims the images of the next run: those that are ready, and those that arrive within the delay while the batch is not full.
    /// An express worker claims one image.
    /// </summary>
    /// <param name="batch">Receives the images.</param>
    /// <param name="worker">The kind of the worker.</param>
    /// <param name="successor">The kind of worker that must replace this one, because tenants began or ceased to compete.</param>
    /// <returns>The number of images; with 0 the worker must end.</returns>
    public int DequeueBatch(InferenceRequest[] batch, WorkerKind worker, out WorkerKind successor)
    {
        successor = WorkerKind.None;
        return worker == WorkerKind.Express ? DequeueExpress(batch) : DequeueBatchInTurn(batch, worker, ref successor);
    }

    /// <summary>Ends a worker that cannot run and fails its waiting images.</summary>
    public void FailAll(Exception cause, WorkerKind worker)
    {
        lock (_lock)
        {
            _ = worker == WorkerKind.Express ? _expressWorkers-- : _workers--;
            while (worker == WorkerKind.Express ? _express.TryDequeue(out var image) : _ready.TryDequeue(out image, out _))
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

    public void Dispose() => _arrived.Dispose();

    private int DequeueExpress(InferenceRequest[] batch)
    {
        lock (_lock)
        {
            while (_express.TryDequeue(out var image))
            {
                if (TryAdd(image, batch, 0) > 0)
                {
                    return 1;
                }
            }

            _expressWorkers--;
            return 0;
        }
    }

    private int DequeueBatchInTurn(InferenceRequest[] batch, WorkerKind worker, ref WorkerKind successor)
    {
        // One worker collects at a time, so that two runs do not split the images of one full batch.
        lock (_collecting)
        {
            var count = 0;
            while (true)
            {
                lock (_lock)
                {
                    if (count == 0 && _ready.Count > 0 && BatchWorker() is var kind && kind != worker)
                    {
                        successor = kind;
                        return 0;
                    }

                    while (count < batch.Length && _ready.TryDequeue(out var image, out _))
                    {
                        _turns++;
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

    /// <summary>The number of tenants whose images run or wait; runs of the service itself do not compete.</summary>
    private int Competitors => _admitted.Tenants - (_admitted.Of("") > 0 ? 1 : 0);

    private WorkerKind BatchWorker() =>
        limits.Express && Competes ? WorkerKind.Background : WorkerKind.Normal;

    private bool Competes => _competedAt is { } at && time.GetElapsedTime(at) < Competition;

    /// <summary>
    /// True if a tenant competes with others, has no more images than its share of the runs, and each other tenant had a turn since
    /// its last express run. Express runs therefore never take more than an equal share.
    /// </summary>
    private bool MayRunExpress(string tenant)
    {
        var tenants = Competitors;
        if (!limits.Express || tenants < 2 || _admitted.Of(tenant) > Math.Max(1, limits.ConcurrentRuns / tenants)
            || (_lastExpress.TryGetValue(tenant, out var last) && _turns - last < tenants - 1))
        {
            return false;
        }

        if (_lastExpress.Count > MaxExpressTenants)
        {
            foreach (var (other, turn) in _lastExpress)
            {
                if (_turns - turn >= tenants - 1)
                {
                    _lastExpress.Remove(other);
                }
            }
        }

        _lastExpress[tenant] = _turns;
        return true;
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

/// <summary>The kinds of workers that process a queue.</summary>
internal enum WorkerKind
{
    None,

    /// <summary>Runs batches.</summary>
    Normal,

    /// <summary>Runs batches at low priority.</summary>
    Background,

    /// <summary>Runs single images beside the batches.</summary>
    Express,
}

/// <summary>The decision of a queue about an image.</summary>
internal enum AdmissionVerdict
{
    Admitted,

    /// <summary>The maximum number of images waits, and the tenant has its share of them.</summary>
    QueueFull,

    /// <summary>The estimated wait exceeds the deadline of the image.</summary>
    TooLate,
}

/// <summary>The place of an image in a queue, from admission to result. Dispose of it to release the place.</summary>
internal readonly struct Admission(ModelQueue? queue, string tenant, AdmissionVerdict verdict, int ahead) : IDisposable
{
    public AdmissionVerdict Verdict => verdict;

    /// <summary>The estimated number of images that wait ahead of this one.</summary>
    public int Ahead => ahead;

    /// <summary>True if images of several tenants were admitted recently.</summary>
    public bool IsContended { get; init; }

    public void Dispose() => queue?.Release(tenant);
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
