using VisionSystem.Bench.Driving;

namespace VisionSystem.Bench.Overload;

/// <summary>One round: the capacity found at its start, and what came of each share of it.</summary>
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
            Lost = run.Exchanges.Count(exchange => exchange.Status == Connection.NoAnswer),
            Errors = run.Exchanges.Count(exchange => exchange.Status is not (200 or 503 or Connection.NoAnswer)),
            Cpu = run.Cpu,
        };
    }
}

/// <summary>What came of one share of capacity in one round.</summary>
internal sealed record OverloadResult
{
    public required int Sent { get; init; }

    /// <summary>Requests per second that were sent.</summary>
    public required double SentRate { get; init; }

    /// <summary>Answers in time per second, over capacity.</summary>
    public required double Goodput { get; init; }

    /// <summary>Milliseconds of each answer.</summary>
    public required IReadOnlyList<double> Accepted { get; init; }

    /// <summary>Milliseconds of each refusal (503).</summary>
    public required IReadOnlyList<double> Refused { get; init; }

    /// <summary>Answers that came after the deadline.</summary>
    public required int Late { get; init; }

    /// <summary>Requests that got no answer at all.</summary>
    public required int Lost { get; init; }

    /// <summary>Answers with any other status.</summary>
    public required int Errors { get; init; }

    /// <summary>Who took the processor.</summary>
    public required CpuShares Cpu { get; init; }
}
