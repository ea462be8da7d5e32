namespace VisionSystem.Inference.Scheduling;

/// <summary>What the runs and the golden probes of one loaded model say about it.</summary>
internal sealed class ModelHealth
{
    private int _consecutiveFaults;
    private volatile bool _faulted;
    private volatile string? _blindness;

    /// <summary>Runs that failed in the engine since the last one that did not.</summary>
    public int ConsecutiveFaults => Volatile.Read(ref _consecutiveFaults);

    /// <summary>Whether a run has failed in the engine since the last probe that succeeded.</summary>
    public bool IsFaulted => _faulted;

    /// <summary>Why it is taken for blind; null when it sees.</summary>
    public string? Blindness => _blindness;

    public bool IsHealthy => !_faulted && _blindness is null;

    public void RunSucceeded()
    {
        // Only read in the ordinary case, so that runs side by side do not write to one cache line.
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

    /// <summary>A golden probe succeeded.</summary>
    public void Proven()
    {
        Volatile.Write(ref _consecutiveFaults, 0);
        _blindness = null;
        _faulted = false;
    }

    public void FoundBlind(string sentence) => _blindness = sentence;
}
