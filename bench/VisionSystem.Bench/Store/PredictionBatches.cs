using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text.Json;
using VisionSystem.Bench.Servers;
using VisionSystem.Contracts;

namespace VisionSystem.Bench.Store;

/// <summary>
/// Batches of predictions in the wire format of inference-service, created before the measurement; five boxes of three classes per
/// prediction.
/// </summary>
internal static class PredictionBatches
{
    /// <summary>Number of predictions per batch, as sent by inference-service.</summary>
    public const int BatchSize = 64;

    /// <summary>Number of concurrent senders: the replicas of inference-service in the production overlay.</summary>
    public const int Senders = 4;

    private static readonly string[] Classes = ["person", "forklift", "pallet"];
    private static readonly byte[] Image = [.. Enumerable.Range(0, 4096).Select(i => (byte)(i * 31))];
    private static readonly string Sha256 = Convert.ToHexStringLower(SHA256.HashData(Image));

    /// <summary>Creates batches of new predictions on one image.</summary>
    public static IReadOnlyList<Prediction>[] Create(int batches) =>
        [.. Enumerable.Range(0, batches).Select(_ => (IReadOnlyList<Prediction>)[.. Enumerable.Range(0, BatchSize).Select(CreatePrediction)])];

    /// <summary>Stores the image, which also creates the tenant and the partition of the month.</summary>
    public static async Task PrepareAsync(RunningServer service, CancellationToken cancellationToken)
    {
        using var http = Client(service);
        using var body = CreateContent([CreatePrediction(0)]);
        body.Add(new ByteArrayContent(Image), PredictionBatch.ImagePart, Sha256);
        await SendAsync(http, body, cancellationToken);
    }

    /// <summary>Sends batches over HTTP concurrently; returns predictions per second.</summary>
    public static async Task<double> SendAllAsync(RunningServer service, IReadOnlyList<Prediction>[] batches, CancellationToken cancellationToken)
    {
        using var http = Client(service);
        var bodies = Array.ConvertAll(batches, Serialize);
        return await TimeAsync(bodies, async body =>
        {
            using var content = CreateContent(body);
            await SendAsync(http, content, cancellationToken);
        });
    }

    /// <summary>Passes batches to a function with the same concurrency; returns predictions per second.</summary>
    public static async Task<double> TimeAsync<T>(IReadOnlyCollection<T> batches, Func<T, Task> send)
    {
        var queue = new ConcurrentQueue<T>(batches);
        var begun = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, Senders).Select(_ => Task.Run(async () =>
        {
            while (queue.TryDequeue(out var batch))
            {
                await send(batch);
            }
        })));
        return batches.Count * BatchSize / Stopwatch.GetElapsedTime(begun).TotalSeconds;
    }

    private static Prediction CreatePrediction(int i)
    {
        var now = TimeProvider.System.GetUtcNow();
        return new Prediction
        {
            Id = Guid.CreateVersion7(now),
            CreatedAt = now,
            Tenant = TenantName.Default,
            Model = new ModelReference("yolov8n", "8.0+01234567", "detect"),
            Image = new ImageReference(640, 480, Sha256, "jpeg"),
            ImageBytes = Image.Length,
            ColorMode = "rgb",
            Filename = "dock-3.jpg",
            Source = "dock-3",
            Brightness = 0.4375,
            Detections =
            [
                .. Enumerable.Range(0, 5).Select(box => new Detection(Classes[(i + (box / 2)) % 3], (i + (box / 2)) % 3, 0.9f - (box * 0.1f), new Box(box * 100.5f, 20.25f, (box * 100.5f) + 80, 240.125f))),
            ],
            TimingsMs = new Timings(2.1, 0.8, 0.3, 31.7, 0.4, 35.4),
            Provider = "cpu",
            Parameters = new PredictionParameters(0.25f, 0.45f, 300),
        };
    }

    private static HttpClient Client(RunningServer service) => new() { BaseAddress = new Uri($"http://{service.EndPoint}") };

    /// <summary>The request body of a batch without images.</summary>
    public static MultipartFormDataContent CreateContent(IReadOnlyList<Prediction> batch) => CreateContent(Serialize(batch));

    /// <summary>Sends one batch.</summary>
    /// <exception cref="ServerException">The service rejected the batch.</exception>
    public static async Task SendAsync(HttpClient http, HttpContent body, CancellationToken cancellationToken)
    {
        using var response = await http.PostAsync(new Uri(PredictionBatch.Path, UriKind.Relative), body, cancellationToken);
        if (!response.IsSuccessStatusCode)
        {
            throw new ServerException($"logging-service rejected predictions: {await response.Content.ReadAsStringAsync(cancellationToken)}");
        }
    }

    private static byte[] Serialize(IReadOnlyList<Prediction> batch) => JsonSerializer.SerializeToUtf8Bytes(batch, WireJson.Default.IReadOnlyListPrediction);

    private static MultipartFormDataContent CreateContent(byte[] json)
    {
        var predictions = new ByteArrayContent(json);
        predictions.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        return new MultipartFormDataContent { { predictions, PredictionBatch.PredictionsPart } };
    }
}
