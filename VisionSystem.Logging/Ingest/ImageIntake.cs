using VisionSystem.Contracts;
using VisionSystem.Logging.Diagnostics;
using VisionSystem.Logging.Persistence;

namespace VisionSystem.Logging.Ingest;

/// <summary>
/// Stores the images of one delivery. It checks concurrently which images already exist, reads the others one after another as
/// they arrive, and writes several of them concurrently, because a write mostly waits for a disk or a network. Not thread-safe.
/// </summary>
internal sealed class ImageIntake : IAsyncDisposable
{
    private const int Concurrency = 8;

    private readonly IImageStore _images;
    private readonly HashSet<(string Tenant, string Sha256)> _missing = [];
    private readonly SemaphoreSlim _writeSlots = new(Concurrency);
    private readonly List<Task> _writes = [];

    private ImageIntake(IImageStore images) => _images = images;

    /// <summary>Images that are neither stored nor received.</summary>
    public IReadOnlyCollection<(string Tenant, string Sha256)> Missing => _missing;

    /// <summary>The failure that prevented the check of an image; null if all checks succeeded.</summary>
    public StoreUnavailableException? Fault { get; private set; }

    /// <summary>Checks which images of the predictions are stored.</summary>
    public static async Task<ImageIntake> OpenAsync(IImageStore images, IEnumerable<Prediction> predictions, CancellationToken cancellationToken)
    {
        var intake = new ImageIntake(images);
        var wanted = predictions
            .Select(prediction => (prediction.Tenant, prediction.Image.Sha256, prediction.ImageBytes))
            .DistinctBy(image => (image.Tenant, image.Sha256));
        await Parallel.ForEachAsync(
            wanted, new ParallelOptions { MaxDegreeOfParallelism = Concurrency, CancellationToken = cancellationToken }, intake.CheckAsync);
        return intake;
    }

    /// <summary>Reads an image to its end, and starts to store it if its hash is correct and it is not stored yet.</summary>
    /// <param name="owners">Tenants whose predictions reference the image.</param>
    /// <param name="sha256">Expected SHA-256, lower-case hex.</param>
    /// <param name="content">Bytes of the image.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    public async Task<ImagePut> ReceiveAsync(IEnumerable<string> owners, string sha256, Stream content, CancellationToken cancellationToken)
    {
        var (absent, present) = (new Queue<string>(), 0);
        foreach (var tenant in owners.Distinct())
        {
            if (_missing.Remove((tenant, sha256)))
            {
                absent.Enqueue(tenant);
            }
            else
            {
                present++;
            }
        }

        var put = absent.TryDequeue(out var first)
            ? await StoreAsync(first, absent, sha256, content, cancellationToken)
            : await CompareAsync(sha256, content, cancellationToken);
        LoggingTelemetry.ImagesDeduplicated.Add(put.Outcome == ImagePutOutcome.HashMismatch ? 0 : present);
        return put;
    }

    /// <summary>Waits until all received images are stored.</summary>
    public Task CompleteAsync() => Task.WhenAll(_writes);

    /// <summary>Waits for running writes. Their failures were already reported or are irrelevant by then.</summary>
    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(_writes).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _writeSlots.Dispose();
    }

    private async ValueTask CheckAsync((string Tenant, string Sha256, long Bytes) image, CancellationToken cancellationToken)
    {
        if (!await ContainsAsync(image, cancellationToken))
        {
            lock (_missing)
            {
                _missing.Add((image.Tenant, image.Sha256));
            }
        }
    }

    /// <summary>Treats an unreadable object as missing, so that one damaged object does not block all deliveries that reference it.</summary>
    private async Task<bool> ContainsAsync((string Tenant, string Sha256, long Bytes) image, CancellationToken cancellationToken)
    {
        try
        {
            return await _images.ContainsAsync(image.Tenant, image.Sha256, image.Bytes, cancellationToken);
        }
        catch (StoreUnavailableException exception) when (exception.ConcernsOneObject)
        {
            Fault = exception;
            return false;
        }
    }

    /// <summary>Reads an image that is already stored and verifies its hash.</summary>
    private static async Task<ImagePut> CompareAsync(string sha256, Stream content, CancellationToken cancellationToken)
    {
        using var hashing = new HashingCopy();
        var bytes = await hashing.RunAsync(content, Stream.Null, cancellationToken);
        return new ImagePut(hashing.Matches(sha256) ? ImagePutOutcome.Deduplicated : ImagePutOutcome.HashMismatch, bytes);
    }

    private async Task<ImagePut> StoreAsync(string tenant, Queue<string> others, string sha256, Stream content, CancellationToken cancellationToken)
    {
        var received = await _images.ReceiveAsync(tenant, sha256, content, cancellationToken);
        if (!received.HasExpectedHash)
        {
            await received.DisposeAsync();
            return new ImagePut(ImagePutOutcome.HashMismatch, received.Bytes);
        }

        _writes.Add(Task.Run(() => StoreAsync(received, tenant, others, sha256, cancellationToken), CancellationToken.None));
        return new ImagePut(ImagePutOutcome.Stored, received.Bytes);
    }

    /// <summary>Stores an image for the first tenant and then a copy for each other tenant, because the delivery contains its bytes once.</summary>
    private async Task StoreAsync(ReceivedImage received, string tenant, Queue<string> others, string sha256, CancellationToken cancellationToken)
    {
        await using var image = received;
        await _writeSlots.WaitAsync(cancellationToken);
        try
        {
            await StoreAsync(image, sha256, cancellationToken);
            foreach (var other in others)
            {
                await using var source = await _images.OpenAsync(tenant, sha256, cancellationToken);
                await using var copy = await _images.ReceiveAsync(other, sha256, source!, cancellationToken);
                await StoreAsync(copy, sha256, cancellationToken);
            }
        }
        finally
        {
            _writeSlots.Release();
        }
    }

    private static async Task StoreAsync(ReceivedImage image, string sha256, CancellationToken cancellationToken)
    {
        using var span = LoggingTelemetry.Source.StartActivity("image store put");
        span?.SetTag("cv.image.sha256", sha256).SetTag("cv.image.bytes", image.Bytes);
        await image.CommitAsync(cancellationToken);
        LoggingTelemetry.ImagesStored.Add(1);
        LoggingTelemetry.ImageBytesStored.Add(image.Bytes);
    }
}

/// <summary>The result of storing an image.</summary>
/// <param name="Outcome">Stored, existed already, or rejected.</param>
/// <param name="Bytes">Number of bytes read.</param>
internal readonly record struct ImagePut(ImagePutOutcome Outcome, long Bytes);

internal enum ImagePutOutcome
{
    Stored,

    /// <summary>The image existed already; no bytes were written.</summary>
    Deduplicated,

    /// <summary>The hash of the bytes differs from the expected one; no bytes were stored.</summary>
    HashMismatch,
}
