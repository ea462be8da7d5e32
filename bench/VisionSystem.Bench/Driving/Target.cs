using System.Net;

namespace VisionSystem.Bench.Driving;

/// <summary>A server and the requests sent to it in rotation.</summary>
/// <param name="server">Address of the server.</param>
/// <param name="requests">The requests.</param>
/// <param name="cpu">Returns the processor time of the server's processes since their start.</param>
internal sealed class Target(IPEndPoint server, IReadOnlyList<PreparedRequest> requests, Func<TimeSpan> cpu)
{
    private int _sent;

    public IPEndPoint Server => server;

    /// <summary>Starts a measurement of processor time.</summary>
    public CpuMeter MeterCpu() => new(cpu);

    /// <summary>The next request and its number.</summary>
    public (PreparedRequest Request, int Number) Next()
    {
        var number = Interlocked.Increment(ref _sent);
        return (requests[(number & int.MaxValue) % requests.Count], number);
    }
}
