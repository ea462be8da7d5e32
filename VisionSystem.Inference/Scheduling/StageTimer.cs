using System.Diagnostics;
using VisionSystem.Inference.Diagnostics;

namespace VisionSystem.Inference.Scheduling;

/// <summary>Times the phases of one image: each is a histogram sample, and a span where somebody listens.</summary>
internal struct StageTimer(TimeProvider time)
{
    private readonly long _start = time.GetTimestamp();
    private Activity? _span;

    /// <summary>When the current phase began, in the clock's ticks.</summary>
    public long PhaseStart { get; private set; }

    public readonly TimeSpan Total => time.GetElapsedTime(_start);

    /// <param name="phase">What begins.</param>
    /// <param name="trace">The image's trace, on threads where it is not the current one.</param>
    public void Begin(string phase, ActivityContext trace = default)
    {
        _span = InferenceTelemetry.Source.StartActivity(phase, ActivityKind.Internal, trace);
        PhaseStart = time.GetTimestamp();
    }

    /// <summary>Ends the phase that was begun and gives its milliseconds, with what of it came <paramref name="before"/>.</summary>
    public double End(string phase, TimeSpan before = default)
    {
        var elapsed = time.GetElapsedTime(PhaseStart) + before;
        _span?.Dispose();
        _span = null;
        InferenceTelemetry.Phase(phase, elapsed);
        return elapsed.TotalMilliseconds;
    }
}
