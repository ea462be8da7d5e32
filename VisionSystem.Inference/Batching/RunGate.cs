namespace VisionSystem.Inference.Batching;

/// <summary>
/// Admission to a model's runs: so many at once, so many waiting in order, the next one refused at once.
/// </summary>
internal sealed class RunGate(int concurrent, int queueLimit) : IDisposable
{
    private readonly SemaphoreSlim _places = new(concurrent, concurrent);
    private int _admitted;

    /// <summary>Photos that run or wait.</summary>
    public int Admitted => Volatile.Read(ref _admitted);

    public int Waiting => Math.Max(0, Admitted - concurrent);

    public int Capacity => concurrent + queueLimit;

    /// <summary>Takes a place in the queue; null when it is full. Dispose the admission to leave.</summary>
    public Admission? TryEnter()
    {
        if (Interlocked.Increment(ref _admitted) > Capacity)
        {
            Interlocked.Decrement(ref _admitted);
            return null;
        }

        return new Admission(this);
    }

    public void Dispose() => _places.Dispose();

    /// <summary>A place: first in the queue, after <see cref="WaitAsync"/> among those that run.</summary>
    internal sealed class Admission(RunGate gate) : IDisposable
    {
        private bool _runs;

        public async ValueTask WaitAsync(CancellationToken cancellationToken)
        {
            await gate._places.WaitAsync(cancellationToken);
            _runs = true;
        }

        public void Dispose()
        {
            if (_runs)
            {
                gate._places.Release();
            }

            Interlocked.Decrement(ref gate._admitted);
        }
    }
}
