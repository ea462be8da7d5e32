namespace VisionSystem.Inference.Scheduling;

/// <summary>The health of one loaded model, from its runs and its golden probes.</summary>
internal sealed class ModelHealth
{
    private int _consecutiveFaults;
    private volatile bool _faulted;
    private volatile string? _blindness;

    /// <summary>Number of runs that failed in the engine since the last successful run.</summary>
    public int ConsecutiveFaults => Volatile.Read(ref _consecutiveFaults);

    /// <summary>True if a run has failed in the engine since the last successful probe.</summary>
    public bool IsFaulted => _faulted;

    /// <summary>The reason why the model is degenerate: its output does not depend on its input. Null otherwise.</summary>
    public string? Blindness => _blindness;

    public bool IsHealthy => !_faulted && _blindness is null;

    public void RunSucceeded()
    {
        // Usually only read, so that concurrent runs do not write to the same cache line.
        if (ConsecutiveFaults != 0)
        {
            Volatile.Write(ref _consecutiveFaults, 0);
        }
    }

    public void RunFaulted()
    {
        Interlocked.Increment(ref _consecutiveFaults);
        _faulted = true;
    }

    /// <summary>Records a successful golden probe.</summary>
    public void Proven()
    {
        Volatile.Write(ref _consecutiveFaults, 0);
        _blindness = null;
        _faulted = false;
    }

    public void FoundBlind(string sentence) => _blindness = sentence;
}
