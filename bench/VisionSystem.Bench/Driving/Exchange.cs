using System.Diagnostics;

namespace VisionSystem.Bench.Driving;

/// <summary>A request and its answer, in ticks of <see cref="Stopwatch"/>.</summary>
/// <param name="Name">The request's kind.</param>
/// <param name="Due">When it was to be sent; in a closed loop, when it was.</param>
/// <param name="Sent">When the driver got to sending it.</param>
/// <param name="Done">When the last byte of the answer was there.</param>
/// <param name="Status">HTTP's, or one of <see cref="Connection"/>'s.</param>
internal readonly record struct Exchange(string Name, long Due, long Sent, long Done, int Status)
{
    public bool Succeeded => Status == 200;

    /// <summary>From when it was due, so that a server that holds up the next request is charged with its waiting too.</summary>
    public double Milliseconds => Stopwatch.GetElapsedTime(Due, Done).TotalMilliseconds;

    /// <summary>How late the driver itself was.</summary>
    public double LateMilliseconds => Stopwatch.GetElapsedTime(Due, Sent).TotalMilliseconds;
}
