using VisionSystem.Contracts;
using VisionSystem.Logging.Diagnostics;
using VisionSystem.Logging.Persistence;

namespace VisionSystem.Logging.Ingest;

/// <summary>
/// The images of one delivery on their way into the store. Which of them are there is asked for all at once; the others are
/// read one after another, as they come, and kept several at a time behind that, since most of the time goes into waiting for
/// a disk or a network. Not thread-safe.
/// </summary>
internal sealed class ImageIntake : IAsyncDisposable
{
    private const int AtATime = 8;

    private readonly IImageStore _images;
    private readonly HashSet<(string Tenant, string Sha256)> _missing = [];
    private readonly SemaphoreSlim _places = new(AtATime);
    private readonly List<Task> _keeping = [];

    private ImageIntake(IImageStore images) => _images = images;

    /// <summary>The images that are neither stored nor were taken in.</summary>
    public IReadOnlyCollection<(string Tenant, string Sha256)> Missing => _missing;

    /// <summary>Why it is not known of some images whether they are stored; null when it is known of all.</summary>
    public StoreUnavailableException? Fault { get; private set; }

    /// <summary>Asks which images of these predictions are there.</summary>
    public static async Task<ImageIntake> OpenAsync(IImageStore images, IEnumerable<Prediction> predictions, CancellationToken cancellationToken)
    {
        var intake = new ImageIntake(images);
        var wanted = predictions
            .Select(prediction => (prediction.Tenant, prediction.Image.Sha256, prediction.ImageBytes))
            .DistinctBy(image => (image.Tenant, image.Sha256));
        await Parallel.ForEachAsync(
            wanted, new ParallelOptions { MaxDegreeOfParallelism = AtATime, CancellationToken = cancellationToken }, intake.CheckAsync);
        return intake;
    }

    /// <summary>Reads an image to its end, and has it kept if it is what it says and not there yet.</summary>
    /// <param name="owners">The tenants that have predictions on it.</param>
    /// <param name="sha256">Its hash.</param>
    /// <param name="content">The image.</param>
    /// <param name="cancellationToken">Stops it.</param>
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

    /// <summary>Waits until all that was taken in is kept.</summary>
    public Task CompleteAsync() => Task.WhenAll(_keeping);

    /// <summary>Leaves nothing at work behind; what failed then has been reported or no longer matters.</summary>
    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(_keeping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _places.Dispose();
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

    /// <summary>What the store has and cannot show is stored anew: one damaged object must not hold up all deliveries that name it.</summary>
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

    /// <summary>Reads what is stored already, only to see that the sender means the same bytes.</summary>
    private static async Task<ImagePut> CompareAsync(string sha256, Stream content, CancellationToken cancellationToken)
    {
        using var hashing = new HashingCopy();
        var bytes = await hashing.RunAsync(content, Stream.Null, cancellationToken);
        return new ImagePut(hashing.Matches(sha256) ? ImagePutOutcome.Deduplicated : ImagePutOutcome.HashMismatch, bytes);
    }

    private async Task<ImagePut> StoreAsync(string tenant, Queue<string> others, string sha256, Stream content, CancellationToken cancellationToken)
    {
        var received = await _images.ReceiveAsync(tenant, sha256, content, cancellationToken);
        if (!received.IsGenuine)
        {
            await received.DisposeAsync();
            return new ImagePut(ImagePutOutcome.HashMismatch, received.Bytes);
        }

        _keeping.Add(Task.Run(() => StoreAsync(received, tenant, others, sha256, cancellationToken), CancellationToken.None));
        return new ImagePut(ImagePutOutcome.Stored, received.Bytes);
    }

    /// <summary>Keeps an image for the tenant it was read for, and then a copy for each other one: its bytes come over the wire once.</summary>
    private async Task StoreAsync(ReceivedImage received, string tenant, Queue<string> others, string sha256, CancellationToken cancellationToken)
    {
        await using var image = received;
        await _places.WaitAsync(cancellationToken);
        try
        {
            await StoreAsync(image, sha256, cancellationToken);
            foreach (var other in others)
            {
                await using var kept = await _images.OpenAsync(tenant, sha256, cancellationToken);
                await using var copy = await _images.ReceiveAsync(other, sha256, kept!, cancellationToken);
                await StoreAsync(copy, sha256, cancellationToken);
            }
        }
        finally
        {
            _places.Release();
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
