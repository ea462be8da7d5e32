using Microsoft.Extensions.DependencyInjection;
using VisionSystem.Contracts;
using VisionSystem.Logging.Images;
using VisionSystem.Logging.Ingest;
using VisionSystem.Logging.Persistence;
using VisionSystem.Logging.Persistence.Objects;
using VisionSystem.Logging.Persistence.S3;
using VisionSystem.Tests.Logging.Persistence.Objects;
using VisionSystem.Tests.Servers;

namespace VisionSystem.Tests.Logging.Images;

/// <summary>Images without rows, rows without images, and concurrent deliveries, for every store of images.</summary>
public abstract class ImageSweepTests : IAsyncLifetime
{
    private static readonly TimeSpan Grace = TimeSpan.FromHours(1);

    private readonly TemporaryFolder _data = new();
    private readonly byte[] _image = Samples.Image(1);
    private readonly byte[] _orphan = Samples.Image(2);
    private LoggingApplication _service = null!;
    private HttpClient _client = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private IImageStore Images => _service.Services.GetRequiredService<IImageStore>();

    private IPredictionStore Predictions => _service.Services.GetRequiredService<IPredictionStore>();

    private string Orphan => Samples.Sha256Of(_orphan);

    private protected abstract (string Key, string Value)[] Settings();

    /// <summary>The store's files that hold images.</summary>
    private protected abstract IReadOnlyList<string> Files(TemporaryFolder data);

    [Fact]
    public async Task Deletes_only_unreferenced_images_after_two_grace_times()
    {
        await PutOrphanAsync();

        Assert.Equal(new SweepReport(Images: 2), await SweepAsync());

        Age(Grace + TimeSpan.FromMinutes(1));
        Assert.Equal(new SweepReport(Images: 2, Quarantined: 1), await SweepAsync());
        Assert.Equal(_orphan, await ReadAsync(Orphan));
        Assert.Equal(new SweepReport(Images: 1), await SweepAsync());

        Age(2 * Grace);
        Assert.Equal(new SweepReport(Images: 1, Removed: 1), await SweepAsync());
        Assert.Null(await Images.OpenAsync(TenantName.Default, Orphan, Token));
        Assert.Equal(_image, await _client.GetByteArrayAsync("/v1/images/" + Samples.Sha256Of(_image), Token));
        Assert.Equal(new SweepReport(Images: 1), await SweepAsync());
    }

    [Fact]
    public async Task A_quarantined_image_that_a_delivery_then_references_is_restored()
    {
        await PutOrphanAsync();
        Age(2 * Grace);
        await using var delivery = await ImageIntake.OpenAsync(Images, [Samples.Of(_orphan)], Token);
        Assert.Empty(delivery.Missing);

        Assert.Equal(1, (await SweepAsync()).Quarantined);
        await Predictions.AddAsync(TenantName.Default, [Samples.Of(_orphan)], Token);

        Assert.Equal(_orphan, await _client.GetByteArrayAsync("/v1/images/" + Orphan, Token));
        Assert.Equal(new SweepReport(Images: 2, Restored: 1), await SweepAsync());
        Assert.True(await Images.ContainsAsync(TenantName.Default, Orphan, _orphan.Length, Token));
        Assert.Equal(new SweepReport(Images: 2), await SweepAsync());
        Age(2 * Grace);
        Assert.Equal(new SweepReport(Images: 2), await SweepAsync());
    }

    [Fact]
    public async Task A_quarantined_image_that_is_delivered_again_is_stored_anew()
    {
        await PutOrphanAsync();
        Age(2 * Grace);
        await SweepAsync();

        await _client.DeliverAsync(Delivery.Of([Samples.Of(_orphan)], _orphan));
        Age(2 * Grace);
        var report = await SweepAsync();

        Assert.Equal((0, 0, 0), (report.Restored, report.Removed, report.Missing));
        Assert.Equal(_orphan, await _client.GetByteArrayAsync("/v1/images/" + Orphan, Token));
        Assert.Equal(new SweepReport(Images: 2), await SweepAsync());
    }

    [Fact]
    public async Task A_restored_image_that_another_replica_quarantines_is_restored_again()
    {
        await PutOrphanAsync();
        Age(2 * Grace);
        await SweepAsync();
        await Predictions.AddAsync(TenantName.Default, [Samples.Of(_orphan)], Token);
        Assert.Equal(1, (await SweepAsync()).Restored);

        await _service.Services.GetRequiredService<IObjectStore>().RemoveAsync(ImageKey.Of(TenantName.Default, Orphan), Token);

        Assert.Equal(_orphan, await ReadAsync(Orphan));
        Assert.Equal(new SweepReport(Images: 2, Restored: 1), await SweepAsync());
        Assert.True(await Images.ContainsAsync(TenantName.Default, Orphan, _orphan.Length, Token));
    }

    [Fact]
    public async Task A_referenced_image_survives_a_concurrent_quarantine_by_another_replica()
    {
        await PutOrphanAsync();
        Age(2 * Grace);
        var objects = _service.Services.GetRequiredService<IObjectStore>();
        await using (var stored = await objects.OpenAsync(ImageKey.Of(TenantName.Default, Orphan), Token))
        await using (var aside = objects.BeginUpload())
        {
            await stored!.CopyToAsync(aside.Stream, Token);
            await aside.CommitAsync(ImageKey.Quarantine(TenantName.Default, Orphan, Guid.CreateVersion7(TimeProvider.System.GetUtcNow())), Token);
        }

        await Predictions.AddAsync(TenantName.Default, [Samples.Of(_orphan)], Token);

        await SweepAsync();
        await objects.RemoveAsync(ImageKey.Of(TenantName.Default, Orphan), Token);

        Assert.Equal(_orphan, await ReadAsync(Orphan));
        Assert.Equal(1, (await SweepAsync()).Restored);
    }

    [Fact]
    public async Task A_quarantined_image_survives_the_deletion_of_its_older_copy_by_another_replica()
    {
        await PutOrphanAsync();
        Age(2 * Grace);
        await SweepAsync();
        await PutOrphanAsync();
        Age(2 * Grace);
        await using var delivery = await ImageIntake.OpenAsync(Images, [Samples.Of(_orphan)], Token);
        Assert.Empty(delivery.Missing);
        var older = await Images.ListQuarantinedAsync(TenantName.Default, Token).SingleAsync(Token);

        // The other replica has queried the rows before and found none.
        Assert.True(await Images.QuarantineAsync(TenantName.Default, Orphan, Token));
        await Predictions.AddAsync(TenantName.Default, [Samples.Of(_orphan)], Token);
        await Images.RemoveAsync(older, Token);

        Assert.Equal(_orphan, await ReadAsync(Orphan));
        Assert.Equal(new SweepReport(Images: 2, Restored: 1), await SweepAsync());
    }

    [Fact]
    public async Task Deliveries_and_sweeps_at_the_same_time_lose_no_image()
    {
        var images = Enumerable.Range(100, 30).Select(seed => Samples.Image(seed)).ToArray();
        foreach (var image in images)
        {
            await Images.PutAsync(TenantName.Default, Samples.Sha256Of(image), image.Length, new MemoryStream(image), Token);
        }

        Age(2 * Grace);

        var sweeping = Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(SweepAsync, Token)));
        await Parallel.ForEachAsync(images, Token, async (image, _) => await _client.DeliverAsync(Delivery.Of([Samples.Of(image)], image)));
        await sweeping;
        var last = await SweepAsync();
        Age(2 * Grace);

        Assert.Equal(0, last.Missing);
        Assert.Equal(new SweepReport(Images: images.Length + 1), (await SweepAsync()) with { Restored = 0 });
        foreach (var image in images)
        {
            Assert.Equal(image, await _client.GetByteArrayAsync("/v1/images/" + Samples.Sha256Of(image), Token));
        }
    }

    [Fact]
    public async Task Reports_predictions_whose_image_is_missing()
    {
        var prediction = Samples.Of(_orphan);
        await _client.DeliverAsync(Delivery.Of([prediction], _orphan));
        await Images.QuarantineAsync(TenantName.Default, Orphan, Token);
        await Images.RemoveAsync(await Images.ListQuarantinedAsync(TenantName.Default, Token).SingleAsync(Token), Token);

        var report = await SweepAsync();

        Assert.Equal(new SweepReport(Images: 1, Missing: 1), report);
        Assert.Contains(_service.Lines.Messages, line =>
            line.Contains(Orphan, StringComparison.Ordinal) && line.Contains(prediction.Id.ToString(), StringComparison.Ordinal));
        Assert.Contains("cv_images_missing{} 1", await _client.GetStringAsync("/metrics", Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Keeps_the_images_of_a_tenant_that_the_database_does_not_contain()
    {
        await Images.PutAsync("gate", Orphan, _orphan.Length, new MemoryStream(_orphan), Token);
        Age(10 * Grace);

        Assert.Equal(new SweepReport(Images: 1), await SweepAsync());

        Assert.True(await Images.ContainsAsync("gate", Orphan, _orphan.Length, Token));
        Assert.Contains(_service.Lines.Messages, line => line.Contains("Is it the right database?", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Keeps_the_image_of_one_tenant_when_another_no_longer_references_it()
    {
        using var gate = _service.ClientOf("gate");
        await gate.DeliverAsync(Delivery.Of([Samples.Of(_orphan, "gate")], _orphan));
        await PutOrphanAsync();
        Age(2 * Grace);
        await SweepAsync();
        Age(2 * Grace);

        Assert.Equal(new SweepReport(Images: 2, Removed: 1), await SweepAsync());
        Assert.Equal(_orphan, await gate.GetByteArrayAsync("/v1/images/" + Orphan, Token));
    }

    public async ValueTask InitializeAsync()
    {
        _service = new LoggingApplication(_data.Path, Settings());
        _client = _service.CreateClient();
        await _client.DeliverAsync(Delivery.Of([Samples.Of(_image)], _image));
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        _client?.Dispose();
        await (_service?.DisposeAsync() ?? ValueTask.CompletedTask);
        _data.Dispose();
    }

    /// <summary>Moves the timestamps of the stored images back.</summary>
    private void Age(TimeSpan by) => StoredFiles.Age(Files(_data), by);

    private Task<SweepReport> SweepAsync() => _service.Services.GetRequiredService<ImageSweep>().RunAsync(Token);

    private Task<ImagePut> PutOrphanAsync() =>
        Images.PutAsync(TenantName.Default, Orphan, _orphan.Length, new MemoryStream(_orphan), Token);

    private async Task<byte[]> ReadAsync(string sha256)
    {
        await using var stored = (await Images.OpenAsync(TenantName.Default, sha256, Token))!;
        using var bytes = new MemoryStream();
        await stored.CopyToAsync(bytes, Token);
        return bytes.ToArray();
    }
}

public sealed class FolderImageSweepTests : ImageSweepTests
{
    private protected override (string Key, string Value)[] Settings() => [];

    private protected override IReadOnlyList<string> Files(TemporaryFolder data) =>
        [.. data.Files().Where(file => ImageKey.HashOf(Path.GetFileName(file)) is not null)];
}

public sealed class S3ImageSweepTests : ImageSweepTests, IClassFixture<S3Server>
{
    private readonly S3Server _server;
    private readonly S3Options _bucket;

    public S3ImageSweepTests(S3Server server)
    {
        _server = server;

        // s3rver returns an internal error for a copy of an object that is concurrently deleted, and "not found" on the next attempt.
        _bucket = server.NewBucket() with { Retries = 2 };
    }

    private protected override (string Key, string Value)[] Settings() => S3Server.SettingsOf(_bucket);

    private protected override IReadOnlyList<string> Files(TemporaryFolder data) => _server.ObjectsOf(_bucket);
}

internal static class StoredFiles
{
    /// <summary>Moves the timestamps of files back.</summary>
    public static void Age(IEnumerable<string> files, TimeSpan by)
    {
        foreach (var file in files)
        {
            File.SetLastWriteTimeUtc(file, File.GetLastWriteTimeUtc(file) - by);
        }
    }
}
