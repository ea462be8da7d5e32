using System.Diagnostics;

namespace VisionSystem.Inference.Pipeline;

/// <summary>Times the phases of one photo: each is a histogram sample, and a span where somebody listens.</summary>
internal struct PhaseClock(TimeProvider time)
{
    private readonly long _start = time.GetTimestamp();
    private long _phaseStart;
    private Activity? _span;

    public readonly TimeSpan Total => time.GetElapsedTime(_start);

    public void Begin(string phase)
    {
        _span = InferenceTelemetry.Source.StartActivity(phase);
        _phaseStart = time.GetTimestamp();
    }

    /// <summary>Ends the phase that was begun and gives its milliseconds.</summary>
    public double End(string phase)
    {
        var elapsed = time.GetElapsedTime(_phaseStart);
        _span?.Dispose();
        _span = null;
        InferenceTelemetry.Phase(phase, elapsed);
        return elapsed.TotalMilliseconds;
    }
}
