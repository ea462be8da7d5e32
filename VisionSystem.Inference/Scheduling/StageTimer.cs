using System.Diagnostics;
using VisionSystem.Inference.Diagnostics;

namespace VisionSystem.Inference.Scheduling;

/// <summary>Times the phases of one image. Each phase is a histogram sample, and a span if tracing is on.</summary>
internal struct StageTimer(TimeProvider time)
{
    private readonly long _start = time.GetTimestamp();
    private Activity? _span;

    /// <summary>Start of the current phase, a timestamp of the clock.</summary>
    public long PhaseStart { get; private set; }

    public readonly TimeSpan Total => time.GetElapsedTime(_start);

    /// <summary>Starts a phase.</summary>
    /// <param name="phase">The phase.</param>
    /// <param name="trace">The trace of the HTTP request, on threads where it is not current.</param>
    public void Begin(string phase, ActivityContext trace = default)
    {
        _span = InferenceTelemetry.Source.StartActivity(phase, ActivityKind.Internal, trace);
        PhaseStart = time.GetTimestamp();
    }

    /// <summary>Ends the current phase.</summary>
    /// <param name="phase">The phase.</param>
    /// <param name="before">Time to add that elapsed before the phase was started.</param>
    /// <returns>Milliseconds, <paramref name="before"/> included.</returns>
    public double End(string phase, TimeSpan before = default)
    {
        var elapsed = time.GetElapsedTime(PhaseStart) + before;
        _span?.Dispose();
        _span = null;
        InferenceTelemetry.Phase(phase, elapsed);
        return elapsed.TotalMilliseconds;
    }
}
