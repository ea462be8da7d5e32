using VisionSystem.Bench.Driving;

namespace VisionSystem.Bench.Overload;

/// <summary>One round: the measured capacity and the run at each multiple of it.</summary>
internal sealed record OverloadRound(double Capacity, IReadOnlyDictionary<double, LoadRun> Runs)
{
    public OverloadResult At(double factor, TimeSpan deadline)
    {
        var run = Runs[factor];
        var inTime = run.Exchanges.Where(exchange => exchange.Succeeded && exchange.Milliseconds <= deadline.TotalMilliseconds).ToArray();
        return new OverloadResult
        {
            Sent = run.Exchanges.Count,
            SentRate = run.Exchanges.Count / run.Length.TotalSeconds,
            Goodput = (run with { Exchanges = inTime }).Throughput / Capacity,
            Accepted = [.. run.Latencies],
            Refused = [.. run.Exchanges.Where(exchange => exchange.Status == 503).Select(exchange => exchange.Milliseconds)],
            Late = run.Exchanges.Count(exchange => exchange.Succeeded) - inTime.Length,
            Lost = run.Exchanges.Count(exchange => exchange.Status == Connection.NoResponse),
            Errors = run.Exchanges.Count(exchange => exchange.Status is not (200 or 503 or Connection.NoResponse)),
            Cpu = run.Cpu,
        };
    }
}

/// <summary>The result at one multiple of the capacity in one round.</summary>
internal sealed record OverloadResult
{
    public required int Sent { get; init; }

    /// <summary>Requests sent per second.</summary>
    public required double SentRate { get; init; }

    /// <summary>Successful responses within the deadline per second, relative to the capacity.</summary>
    public required double Goodput { get; init; }

    /// <summary>Milliseconds of each successful response.</summary>
    public required IReadOnlyList<double> Accepted { get; init; }

    /// <summary>Milliseconds of each rejection (503).</summary>
    public required IReadOnlyList<double> Refused { get; init; }

    /// <summary>Number of successful responses after the deadline.</summary>
    public required int Late { get; init; }

    /// <summary>Number of requests without a response.</summary>
    public required int Lost { get; init; }

    /// <summary>Number of responses with another status.</summary>
    public required int Errors { get; init; }

    /// <summary>Processor time during the run.</summary>
    public required CpuShares Cpu { get; init; }
}
