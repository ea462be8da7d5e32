using System.Net;

namespace VisionSystem.Bench.Driving;

/// <summary>A server and what it is sent, in turn.</summary>
/// <param name="server">Where it listens.</param>
/// <param name="requests">What it is sent.</param>
/// <param name="cpu">Processor time that its processes have taken so far.</param>
internal sealed class Target(IPEndPoint server, IReadOnlyList<PreparedRequest> requests, Func<TimeSpan> cpu)
{
    private int _sent;

    public IPEndPoint Server => server;

    /// <summary>Measures from now on who takes the processor.</summary>
    public CpuMeter MeterCpu() => new(cpu);

    /// <summary>The next request in turn, and its number.</summary>
    public (PreparedRequest Request, int Number) Next()
    {
        var number = Interlocked.Increment(ref _sent);
        return (requests[(number & int.MaxValue) % requests.Count], number);
    }
}
