using System.Diagnostics;
using System.Globalization;

namespace VisionSystem.Bench.Driving;

/// <summary>Processor time of each party over an interval, in cores.</summary>
/// <param name="Driver">Time of this process.</param>
/// <param name="Server">Time of the server's processes.</param>
/// <param name="Others">Time of all other processes on the machine; a high value makes the measurement unreliable.</param>
/// <param name="Stolen">Time that the hypervisor assigned to other machines.</param>
internal readonly record struct CpuShares(double Driver, double Server, double Others, double Stolen);

/// <summary>Measures <see cref="CpuShares"/> from its construction on; other and stolen time on Linux only (proc(5), <c>/proc/stat</c>).</summary>
internal sealed class CpuMeter(Func<TimeSpan> server)
{
    private const double TicksPerSecond = 100;

    private readonly long _begun = Stopwatch.GetTimestamp();
    private readonly TimeSpan _driver = Environment.CpuUsage.TotalTime;
    private readonly TimeSpan _server = server();
    private readonly (double Busy, double Stolen) _machine = Machine();

    public CpuShares Read()
    {
        var length = Stopwatch.GetElapsedTime(_begun).TotalSeconds;
        var (busy, stolen) = Machine();
        var (driven, served) = ((Environment.CpuUsage.TotalTime - _driver).TotalSeconds, (server() - _server).TotalSeconds);
        var others = Math.Max(0, busy - _machine.Busy - driven - served);
        return new CpuShares(driven / length, served / length, others / length, (stolen - _machine.Stolen) / length);
    }

    /// <summary>Seconds, summed over all cores.</summary>
    private static (double Busy, double Stolen) Machine()
    {
        const string Source = "/proc/stat";
        if (!File.Exists(Source))
        {
            return default;
        }

        // cpu user nice system idle iowait irq softirq steal …
        var fields = File.ReadLines(Source).First().Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return (Seconds(1) + Seconds(2) + Seconds(3) + Seconds(6) + Seconds(7), Seconds(8));

        double Seconds(int field) => double.Parse(fields[field], CultureInfo.InvariantCulture) / TicksPerSecond;
    }
}
