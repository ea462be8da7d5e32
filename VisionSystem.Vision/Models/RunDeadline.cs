using Microsoft.ML.OnnxRuntime;

namespace VisionSystem.Vision.Models;

/// <summary>
/// Ends a run that hangs. It counts the watchdog's looks at a run instead of reading a clock, so that a run pays for two
/// uncontended locks only.
/// </summary>
/// <param name="options">The options of the slot's runs, through which the engine is told to stop.</param>
internal sealed class RunDeadline(RunOptions options)
{
    private const int Idle = -1;

    private readonly Lock _lock = new();
    private int _looks = Idle;

    public void Start()
    {
        lock (_lock)
        {
            _looks = 0;
        }
    }

    public void End()
    {
        lock (_lock)
        {
            _looks = Idle;
            options.Terminate = false;
        }
    }

    /// <summary>One look of the watchdog: true when this one made the run end, being the <paramref name="most"/>th at it.</summary>
    public bool Check(int most)
    {
        lock (_lock)
        {
            if (_looks == Idle || ++_looks != most)
            {
                return false;
            }

            options.Terminate = true;
            return true;
        }
    }
}
