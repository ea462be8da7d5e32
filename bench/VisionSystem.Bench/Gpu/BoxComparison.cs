using Microsoft.Extensions.Logging.Abstractions;
using VisionSystem.Bench.Data;
using VisionSystem.Bench.Reporting;
using VisionSystem.Contracts;
using VisionSystem.Vision.Decoders;
using VisionSystem.Vision.Imaging;
using VisionSystem.Vision.Models;
using VisionSystem.Vision.Models.Graphs;

namespace VisionSystem.Bench.Gpu;

/// <summary>Compares the detections of batches on the GPU with those of single images on the CPU.</summary>
internal static class BoxComparison
{
    private const int Batch = 8;
    private static readonly DetectionParameters Parameters = new(0.25f, 0.45f, 300, ClassFilter.All);

    public static void Run(Report report, string model)
    {
        Report.Progress("detections");
        var codecs = new ImageCodecs(new ImagingOptions(), NullLogger<ImageCodecs>.Instance);
        ImageFile[] images = [.. BenchFiles.OrdinaryImages.Select(file => new ImageFile(file, codecs))];
        using var cpu = Engines.Open(model, Engines.Cpu with { QuantizedArithmetic = QuantizedArithmetic.Float }, 1);
        var reference = Detect(cpu, images);
        var table = report.Table($"Detections in {images.Length} images: CUDA, up to {Batch} images per run, compared with the CPU", "model", "provider");
        foreach (var (name, options) in Engines.CudaVariants)
        {
            try
            {
                using var cuda = Engines.Open(model, options, Batch);
                Write(report, table.Row(cpu.Description.Name, name), $"{cpu.Description.Name}, {name}", reference, Detect(cuda, images));
            }
            catch (ModelException e)
            {
                report.NotMeasured($"detections on {name}", e.Message);
            }
        }
    }

    private static void Write(Report report, ResultRow row, string name, List<Detection[]> cpu, List<Detection[]> cuda)
    {
        var (ious, confidences, unmatched) = (new List<double>(), new List<double>(), 0);
        foreach (var (reference, compared) in cpu.Zip(cuda))
        {
            var left = compared.ToList();
            foreach (var one in reference)
            {
                if (left.Where(other => other.ClassId == one.ClassId).MaxBy(other => Iou(one.Box, other.Box)) is not { } best || Iou(one.Box, best.Box) < 0.5)
                {
                    unmatched++;
                    continue;
                }

                left.Remove(best);
                ious.Add(Iou(one.Box, best.Box));
                confidences.Add(Math.Abs(one.Confidence - best.Confidence));
            }

            unmatched += left.Count;
        }

        row.With("objects on the CPU", cpu.Sum(one => one.Length))
            .With("objects on CUDA", cuda.Sum(one => one.Length))
            .With("unmatched", unmatched)
            .With("least IoU", ious.Min())
            .With("greatest difference of confidence", confidences.Max())
            .With("mean difference of confidence", confidences.Average());
        report.AtMost($"{name}: unmatched objects", unmatched, 0);
        report.AtLeast($"{name}: least IoU of a pair", ious.Min(), 0.99);
        report.AtMost($"{name}: greatest difference of confidence", confidences.Max(), 0.01);
    }

    private static List<Detection[]> Detect(LoadedModel model, ImageFile[] images)
    {
        using var buffers = model.NewBuffers();
        List<Detection[]> results = [];
        foreach (var chunk in images.Chunk(model.BatchSize))
        {
            foreach (var (slot, image) in chunk.Index())
            {
                using var pixels = image.Decode();
                buffers.Fill(slot, new UprightView(pixels, image.Header.Orientation), image.PlanFor(model), model.Description.Preparation);
            }

            model.Run(buffers, chunk.Length, alone: false);
            results.AddRange(chunk.Select((image, slot) => ResultMapper.Objects(buffers, slot, model, image.PlanFor(model), Parameters)));
        }

        return results;
    }

    private static double Iou(Box one, Box two)
    {
        var both = Math.Max(0, Math.Min(one.X2, two.X2) - Math.Max(one.X1, two.X1)) * Math.Max(0, Math.Min(one.Y2, two.Y2) - Math.Max(one.Y1, two.Y1));
        return both / (((one.X2 - one.X1) * (one.Y2 - one.Y1)) + ((two.X2 - two.X1) * (two.Y2 - two.Y1)) - both);
    }
}
