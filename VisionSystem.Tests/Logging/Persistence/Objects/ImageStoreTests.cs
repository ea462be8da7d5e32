using VisionSystem.Contracts;
using VisionSystem.Contracts.Configuration;
using VisionSystem.Logging.Images;
using VisionSystem.Logging.Ingest;
using VisionSystem.Logging.Persistence;
using VisionSystem.Logging.Persistence.Encryption;
using VisionSystem.Logging.Persistence.Objects;

namespace VisionSystem.Tests.Logging.Persistence.Objects;

/// <summary>The contract of every image store, regardless of the object store and of encryption.</summary>
public abstract class ImageStoreTests : IAsyncLifetime
{
    private const string Tenant = "dock";

    /// <summary>More than two chunks of the encrypted format.</summary>
    private readonly byte[] _image = Samples.Image(1, 200_000);
    private ImageStore _store = null!;
    private IObjectStore _objects = null!;

    private string Sha256 => Samples.Sha256Of(_image);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>An empty object store.</summary>
    private protected abstract IObjectStore CreateObjects();

    /// <summary>The image encryption keys.</summary>
    private protected virtual string Keys => "";

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(47)]
    [InlineData(65_535)]
    [InlineData(65_536)]
    [InlineData(65_537)]
    [InlineData(131_072)]
    [InlineData(1_500_000)]
    public async Task Returns_the_stored_bytes(int bytes)
    {
        var image = Samples.Image(7, bytes);

        var put = await PutAsync(image);

        Assert.Equal(new ImagePut(ImagePutOutcome.Stored, bytes), put);
        await using var stored = await _store.OpenAsync(Tenant, Samples.Sha256Of(image), Token);
        Assert.Equal(bytes, stored!.Length);
        Assert.Equal(image, await ReadAsync(stored));
    }

    [Fact]
    public async Task Reads_from_any_position()
    {
        await PutAsync(_image);
        await using var stored = (await _store.OpenAsync(Tenant, Sha256, Token))!;

        foreach (var position in new[] { 100_000, 0, 65_535, 199_999, 3, 131_072 })
        {
            stored.Seek(position, SeekOrigin.Begin);
            Assert.Equal(_image[position..], await ReadAsync(stored));
        }

        Assert.Equal(0, await stored.ReadAsync(new byte[1], Token));
    }

    [Fact]
    public async Task Stores_the_same_image_once()
    {
        await PutAsync(_image);
        var before = await _objects.FindAsync(ImageKey.Of(Tenant, Sha256), Token);

        var again = await PutAsync(_image);

        Assert.Equal(new ImagePut(ImagePutOutcome.Deduplicated, _image.Length), again);
        Assert.Equal(before, await _objects.FindAsync(ImageKey.Of(Tenant, Sha256), Token));
        Assert.Single(await StoredAsync());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Stores_nothing_if_the_hash_differs(bool whenStored)
    {
        if (whenStored)
        {
            await PutAsync(_image);
        }

        var other = Samples.Image(2, _image.Length);

        var put = await PutAsync(Sha256, other);

        Assert.Equal(ImagePutOutcome.HashMismatch, put.Outcome);
        Assert.Equal(whenStored, await _store.ContainsAsync(Tenant, Sha256, _image.Length, Token));
        Assert.Equal(whenStored ? 1 : 0, (await StoredAsync()).Count);
    }

    [Fact]
    public async Task Stores_nothing_if_the_upload_breaks_off()
    {
        using var broken = new BrokenStream(_image);

        await Assert.ThrowsAsync<IOException>(() => _store.PutAsync(Tenant, Sha256, _image.Length, broken, Token));

        Assert.False(await _store.ContainsAsync(Tenant, Sha256, _image.Length, Token));
    }

    [Fact]
    public async Task Stores_one_complete_image_for_concurrent_uploads()
    {
        var puts = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(() => PutAsync(_image), Token)));

        Assert.All(puts, put => Assert.NotEqual(ImagePutOutcome.HashMismatch, put.Outcome));
        await using var stored = await _store.OpenAsync(Tenant, Sha256, Token);
        Assert.Equal(_image, await ReadAsync(stored!));
    }

    [Fact]
    public async Task Replaces_an_image_of_the_wrong_length()
    {
        await OverwriteAsync(_image[..1000]);

        var put = await PutAsync(_image);

        Assert.Equal(ImagePutOutcome.Stored, put.Outcome);
        await using var stored = await _store.OpenAsync(Tenant, Sha256, Token);
        Assert.Equal(_image, await ReadAsync(stored!));
    }

    [Fact]
    public async Task Separates_the_images_of_tenants()
    {
        await PutAsync(_image);

        Assert.False(await _store.ContainsAsync("gate", Sha256, _image.Length, Token));
        Assert.Null(await _store.OpenAsync("gate", Sha256, Token));
        Assert.Empty(await ListAsync(_store.ListAsync("gate", Token)));
        Assert.Equal([Tenant], await _store.ListTenantsAsync(Token));
    }

    [Fact]
    public async Task Lists_images_by_hash_in_order()
    {
        var images = Enumerable.Range(0, 40).Select(seed => Samples.Image(seed, 10)).ToArray();
        foreach (var image in images)
        {
            await PutAsync(image);
        }

        Assert.Equal(images.Select(Samples.Sha256Of).Order(StringComparer.Ordinal), await StoredAsync());
    }

    [Fact]
    public async Task Reads_and_restores_a_quarantined_image()
    {
        await PutAsync(_image);

        Assert.True(await _store.QuarantineAsync(Tenant, Sha256, Token));

        Assert.False(await _store.ContainsAsync(Tenant, Sha256, _image.Length, Token));
        Assert.Empty(await StoredAsync());
        Assert.Equal([Sha256], await ListAsync(_store.ListQuarantinedAsync(Tenant, Token)));
        Assert.Equal([Tenant], await _store.ListTenantsAsync(Token));
        await using (var stored = await _store.OpenAsync(Tenant, Sha256, Token))
        {
            Assert.Equal(_image, await ReadAsync(stored!));
        }

        var aside = await _store.ListQuarantinedAsync(Tenant, Token).SingleAsync(Token);
        Assert.True(await _store.RestoreAsync(Tenant, aside, DateTimeOffset.MinValue, Token));

        Assert.True(await _store.ContainsAsync(Tenant, Sha256, _image.Length, Token));
        Assert.False(await _store.RestoreAsync(Tenant, aside, DateTimeOffset.MinValue, Token));
        Assert.Equal([Sha256], await ListAsync(_store.ListQuarantinedAsync(Tenant, Token)));
        Assert.False(await _store.RestoreAsync(Tenant, aside, DateTimeOffset.MaxValue, Token));
        Assert.Empty(await ListAsync(_store.ListQuarantinedAsync(Tenant, Token)));
    }

    [Fact]
    public async Task Deletes_a_quarantined_image()
    {
        await PutAsync(_image);
        await _store.QuarantineAsync(Tenant, Sha256, Token);

        var aside = await _store.ListQuarantinedAsync(Tenant, Token).SingleAsync(Token);
        await _store.RemoveAsync(aside, Token);
        await _store.RemoveAsync(aside, Token);

        Assert.Null(await _store.OpenAsync(Tenant, Sha256, Token));
        Assert.Empty(await ListAsync(_store.ListQuarantinedAsync(Tenant, Token)));
    }

    [Fact]
    public async Task Deleting_an_older_quarantined_copy_keeps_the_newer_one()
    {
        await PutAsync(_image);
        await _store.QuarantineAsync(Tenant, Sha256, Token);
        var older = await _store.ListQuarantinedAsync(Tenant, Token).SingleAsync(Token);
        await PutAsync(_image);
        await _store.QuarantineAsync(Tenant, Sha256, Token);
        Assert.Equal([Sha256, Sha256], await ListAsync(_store.ListQuarantinedAsync(Tenant, Token)));

        await _store.RemoveAsync(older, Token);

        await using var stored = await _store.OpenAsync(Tenant, Sha256, Token);
        Assert.Equal(_image, await ReadAsync(stored!));
    }

    [Fact]
    public async Task Reads_and_restores_images_quarantined_by_an_earlier_version()
    {
        await PutAsync(_image);
        Assert.True(await _objects.MoveAsync(ImageKey.Of(Tenant, Sha256), ImageKey.QuarantineFolder + ImageKey.Of(Tenant, Sha256), Token));

        await using (var stored = await _store.OpenAsync(Tenant, Sha256, Token))
        {
            Assert.Equal(_image, await ReadAsync(stored!));
        }

        Assert.True(await _store.RestoreAsync(Tenant, await _store.ListQuarantinedAsync(Tenant, Token).SingleAsync(Token), DateTimeOffset.MinValue, Token));
        Assert.True(await _store.QuarantineAsync(Tenant, Sha256, Token));
        Assert.Equal([Sha256, Sha256], await ListAsync(_store.ListQuarantinedAsync(Tenant, Token)));
    }

    [Fact]
    public async Task Quarantines_only_existing_images() => Assert.False(await _store.QuarantineAsync(Tenant, Sha256, Token));

    [Fact]
    public async Task Can_be_probed_repeatedly()
    {
        await _store.ProbeAsync(Token);
        var status = await _store.ProbeAsync(Token);

        Assert.NotEmpty(status.Location);
        Assert.Empty(await _store.ListTenantsAsync(Token));
    }

    public async ValueTask InitializeAsync()
    {
        _objects = CreateObjects();
        await _objects.PrepareAsync(Token);
        _store = new ImageStore(_objects, Seal(Keys), TimeProvider.System);
    }

    public virtual ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    private protected static ImageEncryptor Seal(string keys) => new(new KeyRing(new EncryptionOptions { EncryptionKey = CommaList.Parse(keys) }));

    private protected Task<ImagePut> PutAsync(byte[] image) => PutAsync(Samples.Sha256Of(image), image);

    /// <summary>Puts an image as a delivery does.</summary>
    private Task<ImagePut> PutAsync(string sha256, byte[] image) => _store.PutAsync(Tenant, sha256, image.Length, new MemoryStream(image), Token);

    private protected Task<IReadOnlyList<string>> StoredAsync() => ListAsync(_store.ListAsync(Tenant, Token));

    /// <summary>Replaces the stored object of the image.</summary>
    private async Task OverwriteAsync(byte[] bytes)
    {
        await using var draft = _objects.BeginUpload();
        await draft.Stream.WriteAsync(bytes, Token);
        await draft.CommitAsync(ImageKey.Of(Tenant, Sha256), Token);
    }

    private static async Task<byte[]> ReadAsync(Stream stream)
    {
        using var bytes = new MemoryStream();
        await stream.CopyToAsync(bytes, Token);
        return bytes.ToArray();
    }

    private static async Task<IReadOnlyList<string>> ListAsync(IAsyncEnumerable<StoredImage> images) =>
        await images.Select(image => image.Sha256).ToListAsync(Token);

    /// <summary>Returns its bytes and then throws instead of ending.</summary>
    private sealed class BrokenStream(byte[] bytes) : MemoryStream(bytes)
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var read = await base.ReadAsync(buffer, cancellationToken);
            return read > 0 ? read : throw new IOException("the line is cut");
        }
    }
}

internal static class ImagePuts
{
    /// <summary>Puts one image into a store as a delivery does.</summary>
    public static async Task<ImagePut> PutAsync(
        this IImageStore store, string tenant, string sha256, long bytes, Stream content, CancellationToken cancellationToken)
    {
        var sample = Samples.Of([]);
        Prediction[] owner = [sample with { Tenant = tenant, Image = sample.Image with { Sha256 = sha256 }, ImageBytes = bytes }];
        await using var intake = await ImageIntake.OpenAsync(store, owner, cancellationToken);
        var put = await intake.ReceiveAsync([tenant], sha256, content, cancellationToken);
        await intake.CompleteAsync();
        return put;
    }
}
