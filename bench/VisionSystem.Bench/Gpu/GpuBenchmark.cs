using VisionSystem.Bench.Data;
using VisionSystem.Bench.Reporting;
using VisionSystem.Bench.Running;

namespace VisionSystem.Bench.Gpu;

/// <summary>
/// A GPU compared with the CPU of the same machine: detections, runs of the engine, and the service over HTTP. Contestants alternate
/// within one run; results are medians over the rounds.
/// </summary>
internal static class GpuBenchmark
{
    public static async Task<int> RunAsync(BenchArguments arguments, CancellationToken cancellationToken)
    {
        var report = new Report("gpu", "CUDA compared with the CPU of the same machine: detections, engine, and the service over HTTP", arguments);
        var (window, rounds) = (arguments.WindowOr(2, 0.5), arguments.RepeatsOr(3, 1));
        report.Setting("GPU", GpuMeter.Describe() ?? "none");
        report.Setting("rounds", $"{rounds} × {window.TotalSeconds:0.#} s");
        foreach (var model in BenchFiles.Models(arguments.Models.Count > 0 ? arguments.Models : ["yolov8n-uint8"]))
        {
            if (arguments.Includes("boxes"))
            {
                BoxComparison.Run(report, model);
            }

            if (arguments.Includes("engine"))
            {
                EngineComparison.Run(report, model, window, rounds, cancellationToken);
            }

            if (arguments.Includes("http"))
            {
                await using var services = new ServiceComparison(report, model, window, rounds);
                await services.RunAsync(cancellationToken);
            }
        }

        report.Note("The load generator runs on the same cores as the service. A model whose export has a fixed batch runs with that batch only.");
        return report.Publish();
    }
}
