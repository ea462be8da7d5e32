using Microsoft.ML.OnnxRuntime;

namespace VisionSystem.Vision.Models;

/// <summary>
/// Terminates a run that hangs. It counts the watchdog's checks instead of reading a clock, so that a run costs only two
/// uncontended locks.
/// </summary>
/// <param name="options">The options of the buffers' runs, through which the engine is told to stop.</param>
internal sealed class RunDeadline(RunOptions options)
{
    private const int Idle = -1;

    private readonly Lock _lock = new();
    private int _checks = Idle;

    public void Start()
    {
        lock (_lock)
        {
            _checks = 0;
        }
    }

    public void End()
    {
        lock (_lock)
        {
            _checks = Idle;
            options.Terminate = false;
        }
    }

    /// <summary>Records one check of the watchdog; returns true if this check, the <paramref name="limit"/>th, terminates the run.</summary>
    public bool Check(int limit)
    {
        lock (_lock)
        {
            if (_checks == Idle || ++_checks != limit)
            {
                return false;
            }

            options.Terminate = true;
            return true;
        }
    }
}
