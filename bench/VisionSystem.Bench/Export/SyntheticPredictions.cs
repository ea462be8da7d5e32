using System.Globalization;
using System.Security.Cryptography;
using VisionSystem.Bench.Reporting;
using VisionSystem.Bench.Servers;
using VisionSystem.Bench.Store;
using VisionSystem.Contracts;

namespace VisionSystem.Bench.Export;

/// <summary>Synthetic predictions of a month of camera images, five objects per image, from a fixed seed.</summary>
internal static class SyntheticPredictions
{
    private const int Objects = 5;
    private const int ImageBytes = 2000;
    private const int ProgressEvery = 10_000;

    private static readonly string[] Classes = ["person", "car", "truck", "forklift", "pallet", "dog", "bicycle", "parcel"];
    private static readonly DateTimeOffset First = new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Delivers a number of predictions to a logging-service.</summary>
    public static async Task DeliverAsync(RunningServer server, int count, CancellationToken cancellationToken)
    {
        using var http = new HttpClient { BaseAddress = new Uri($"http://{server.EndPoint}"), Timeout = TimeSpan.FromMinutes(5) };
        var random = new Random(1);
        for (var done = 0; done < count; done += PredictionBatch.MaxPredictions)
        {
            using var batch = Batch(random, done, Math.Min(PredictionBatch.MaxPredictions, count - done));
            await PredictionBatches.SendAsync(http, batch, cancellationToken);
            if (done / ProgressEvery != (done + PredictionBatch.MaxPredictions) / ProgressEvery)
            {
                Report.Progress(string.Create(CultureInfo.InvariantCulture, $"{done + PredictionBatch.MaxPredictions} of {count} predictions delivered"));
            }
        }
    }

    private static MultipartFormDataContent Batch(Random random, int first, int count)
    {
        var predictions = new List<Prediction>();
        var images = new List<(string Sha256, byte[] Bytes)>();
        for (var i = first; i < first + count; i++)
        {
            var image = new byte[ImageBytes];
            random.NextBytes(image);
            var sha256 = Convert.ToHexStringLower(SHA256.HashData(image));
            images.Add((sha256, image));
            predictions.Add(CreatePrediction(random, First.AddSeconds(20 * i), sha256));
        }

        var batch = PredictionBatches.CreateContent(predictions);
        foreach (var (sha256, bytes) in images)
        {
            batch.Add(new ByteArrayContent(bytes), PredictionBatch.ImagePart, sha256);
        }

        return batch;
    }

    private static Prediction CreatePrediction(Random random, DateTimeOffset time, string sha256) => new()
    {
        Id = Guid.CreateVersion7(time),
        CreatedAt = time,
        Tenant = TenantName.Default,
        Model = new ModelReference("yolov8n", "8.0.0+01234567", "detect"),
        Image = new ImageReference(640, 480, sha256, "jpeg"),
        ImageBytes = ImageBytes,
        ColorMode = "rgb",
        Filename = "camera.jpg",
        Source = $"camera-{random.Next(40)}",
        Detections = [.. Enumerable.Range(0, Objects).Select(_ => RandomDetection(random)).OrderByDescending(detection => detection.Confidence)],
        TimingsMs = new Timings(2, 1, 0, 25, 1, 29),
        Provider = "cpu",
        Parameters = new PredictionParameters(.25f, .45f, 300),
    };

    private static Detection RandomDetection(Random random)
    {
        var (x, y, id) = (random.NextSingle() * 500, random.NextSingle() * 350, random.Next(Classes.Length));
        return new(Classes[id], id, .25f + (.75f * random.NextSingle()), new Box(x, y, x + 20 + (100 * random.NextSingle()), y + 20 + (100 * random.NextSingle())));
    }
}
