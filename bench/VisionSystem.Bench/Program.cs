using VisionSystem.Bench.Reporting;
using VisionSystem.Bench.Running;
using VisionSystem.Bench.Servers;
using VisionSystem.Bench.Soak;
using VisionSystem.Cli.Terminal;
using VisionSystem.Vision.Models;

// Some benchmarks call the engine directly.
EngineTelemetry.SwitchOff();
if (args is [LeakingService.Command])
{
    return LeakingService.Run();
}

if (args is not [var name, .. var rest] || Benchmark.Find(name) is not { } benchmark)
{
    Benchmark.WriteUsage(Console.Error);
    return 1;
}

if (BenchArguments.Parse(rest, out var error) is not { } options)
{
    Console.Error.WriteLine($"vision bench {name}: {error}");
    return 1;
}

using var stop = new StopSignal();
try
{
    return await benchmark.RunAsync(options, stop.Token);
}
catch (Exception e) when (e is ServerException or ReportFileException or CommandException)
{
    Console.Error.WriteLine($"vision bench {name}: {e.Message}");
    return 1;
}
catch (OperationCanceledException) when (stop.Token.IsCancellationRequested)
{
    return 130;
}
