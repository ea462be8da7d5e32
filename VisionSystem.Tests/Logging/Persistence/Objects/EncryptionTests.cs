using System.Security.Cryptography;
using Microsoft.Extensions.Logging.Abstractions;
using VisionSystem.Contracts.Configuration;
using VisionSystem.Logging.Images;
using VisionSystem.Logging.Ingest;
using VisionSystem.Logging.Persistence;
using VisionSystem.Logging.Persistence.Encryption;
using VisionSystem.Logging.Persistence.Folder;
using VisionSystem.ServiceDefaults.Configuration;

namespace VisionSystem.Tests.Logging.Persistence.Objects;

public sealed class EncryptionTests : IDisposable
{
    private const string Tenant = "dock";
    private const string Old = "an-old-key-of-sixteen-and-more";
    private static readonly string New = Convert.ToBase64String(SHA256.HashData("new"u8));

    private readonly TemporaryFolder _folder = new();
    private readonly byte[] _image = Samples.Image(1, 150_000);

    private string Sha256 => Samples.Sha256Of(_image);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Nothing_of_the_image_can_be_read_from_the_store()
    {
        var image = new byte[100_000];
        await Store(New).PutAsync(Tenant, Samples.Sha256Of(image), image.Length, new MemoryStream(image), Token);

        var stored = await File.ReadAllBytesAsync(Assert.Single(_folder.Files()), Token);

        Assert.Equal(EncryptedFormat.EncryptedLength(image.Length), stored.Length);
        Assert.Equal(EncryptedFormat.Magic, stored.AsSpan(0, 8));
        Assert.True(stored.AsSpan(EncryptedFormat.HeaderBytes).IndexOf(new byte[16]) < 0);
    }

    [Fact]
    public async Task After_key_rotation_older_images_stay_readable_and_new_ones_use_the_new_key()
    {
        await PutAsync(Store(Old));
        var other = Samples.Image(2);
        var rotated = Store($"{New},{Old}");
        await rotated.PutAsync(Tenant, Samples.Sha256Of(other), other.Length, new MemoryStream(other), Token);

        Assert.Equal(_image, await ReadAsync(rotated, Sha256));
        Assert.Equal(other, await ReadAsync(rotated, Samples.Sha256Of(other)));
        Assert.Equal(other, await ReadAsync(Store(New), Samples.Sha256Of(other)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("another-key-of-sixteen-and-more")]
    public async Task Names_the_missing_key(string keys)
    {
        await PutAsync(Store(Old));

        var missing = await Assert.ThrowsAsync<StoreUnavailableException>(() => Store(keys).OpenAsync(Tenant, Sha256, Token));

        Assert.Contains("CV_ENCRYPTION_KEY", missing.Reason, StringComparison.Ordinal);
        Assert.Contains(Convert.ToHexStringLower(EncryptionKey.Of(Old).Id), missing.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reads_images_stored_before_encryption()
    {
        await PutAsync(Store(""));

        Assert.Equal(_image, await ReadAsync(Store(New), Sha256));
        Assert.Equal(ImagePutOutcome.Deduplicated, (await PutAsync(Store(New))).Outcome);
    }

    [Theory]
    [InlineData(8, "the key id")]
    [InlineData(20, "the salt")]
    [InlineData(48, "the first byte")]
    [InlineData(-1, "the last tag")]
    public async Task Detects_any_change(int at, string what)
    {
        await PutAsync(Store(Old));
        await ChangeAsync(bytes =>
        {
            bytes[at < 0 ? bytes.Length + at : at] ^= 1;
            return bytes;
        });

        var refused = await Record.ExceptionAsync(() => ReadAsync(Store(Old), Sha256));

        Assert.True(refused is InvalidDataException or StoreUnavailableException, what);
    }

    [Fact]
    public async Task Detects_swapped_and_missing_chunks()
    {
        await PutAsync(Store(Old));
        const int First = EncryptedFormat.HeaderBytes;
        const int Second = First + EncryptedFormat.EncryptedChunkBytes;
        const int Third = Second + EncryptedFormat.EncryptedChunkBytes;

        await ChangeAsync(bytes => [.. bytes[..First], .. bytes[Second..Third], .. bytes[First..Second], .. bytes[Third..]]);
        await Assert.ThrowsAsync<InvalidDataException>(() => ReadAsync(Store(Old), Sha256));

        await ChangeAsync(bytes => [.. bytes[..First], .. bytes[Second..Third], .. bytes[First..Second]]);
        await Assert.ThrowsAsync<InvalidDataException>(() => ReadAsync(Store(Old), Sha256));

        await ChangeAsync(bytes => bytes[..40]);
        await Assert.ThrowsAsync<InvalidDataException>(() => ReadAsync(Store(Old), Sha256));
    }

    [Fact]
    public async Task Detects_an_image_stored_under_the_name_of_another()
    {
        var other = Samples.Image(2, _image.Length);
        var store = Store(Old);
        await PutAsync(store);
        var stolen = await File.ReadAllBytesAsync(Assert.Single(_folder.Files()), Token);
        await store.PutAsync(Tenant, Samples.Sha256Of(other), other.Length, new MemoryStream(other), Token);
        await File.WriteAllBytesAsync(PathOf(Samples.Sha256Of(other)), stolen, Token);

        await Assert.ThrowsAsync<InvalidDataException>(() => ReadAsync(store, Samples.Sha256Of(other)));
    }

    [Fact]
    public async Task The_same_image_is_encrypted_differently_each_time()
    {
        await PutAsync(Store(Old));
        var first = await File.ReadAllBytesAsync(PathOf(Sha256), Token);
        File.Delete(PathOf(Sha256));
        await PutAsync(Store(Old));

        Assert.NotEqual(first, await File.ReadAllBytesAsync(PathOf(Sha256), Token));
    }

    [Fact]
    public void A_key_is_32_bytes_in_base64_or_hex_or_any_longer_text()
    {
        var bytes = SHA256.HashData("key"u8);

        Assert.Equal(EncryptionKey.Of(Convert.ToBase64String(bytes)).Id, EncryptionKey.Of(Convert.ToHexString(bytes)).Id);
        Assert.False(EncryptionKey.Of("encryption-key-for-sensitive-data").Id.SequenceEqual(EncryptionKey.Of("encryption-key-for-sensitive-dat4").Id));
        Assert.Empty(Errors("encryption-key-for-sensitive-data"));
        Assert.Empty(Errors(""));
    }

    [Fact]
    public void Lists_what_is_wrong_with_the_keys_without_showing_them()
    {
        var errors = Errors($"{Old},short-secret,{Old}");

        Assert.Equal(2, errors.Count);
        Assert.Contains("key 2 of 3", errors[0], StringComparison.Ordinal);
        Assert.All(errors, error => Assert.DoesNotContain("short-secret", error, StringComparison.Ordinal));
        Assert.All(errors, error => Assert.DoesNotContain(Old, error, StringComparison.Ordinal));
    }

    public void Dispose() => _folder.Dispose();

    private static List<string> Errors(string keys) => [.. OptionsErrors.In(new EncryptionOptions { EncryptionKey = CommaList.Parse(keys) }, EncryptionOptions.Section)];

    private static async Task<byte[]> ReadAsync(ImageStore store, string sha256)
    {
        await using var stored = (await store.OpenAsync(Tenant, sha256, Token))!;
        using var bytes = new MemoryStream();
        await stored.CopyToAsync(bytes, Token);
        return bytes.ToArray();
    }

    private ImageStore Store(string keys)
    {
        var options = new StoreOptions { Path = _folder.Path };
        var incoming = new IncomingFiles(options, NullLogger<IncomingFiles>.Instance);
        incoming.Prepare();
        return new ImageStore(
            new FolderObjectStore(options, incoming, TimeProvider.System),
            new ImageEncryptor(new KeyRing(new EncryptionOptions { EncryptionKey = CommaList.Parse(keys) })),
            TimeProvider.System);
    }

    private Task<ImagePut> PutAsync(ImageStore store) => store.PutAsync(Tenant, Sha256, _image.Length, new MemoryStream(_image), Token);

    private async Task ChangeAsync(Func<byte[], byte[]> change)
    {
        var path = PathOf(Sha256);
        await File.WriteAllBytesAsync(path, change(await File.ReadAllBytesAsync(path, Token)), Token);
    }

    private string PathOf(string sha256) => Path.Combine(_folder.Path, "images", ImageKey.Of(Tenant, sha256));
}
