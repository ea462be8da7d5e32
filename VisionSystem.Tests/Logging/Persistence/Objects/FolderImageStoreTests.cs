using Microsoft.Extensions.Logging.Abstractions;
using VisionSystem.Logging.Persistence;
using VisionSystem.Logging.Persistence.Folder;
using VisionSystem.Logging.Persistence.Objects;

namespace VisionSystem.Tests.Logging.Persistence.Objects;

public class FolderImageStoreTests : ImageStoreTests
{
    private readonly TemporaryFolder _folder = new();
    private readonly IncomingFiles _incoming;

    public FolderImageStoreTests() => _incoming = new IncomingFiles(Options, NullLogger<IncomingFiles>.Instance);

    private StoreOptions Options => new() { Path = _folder.Path };

    [Fact]
    public async Task Deletes_exactly_the_unfinished_files_of_a_crash()
    {
        await PutAsync(Samples.Image(1));
        await File.WriteAllBytesAsync(Path.Combine(_incoming.Folder, "left.tmp"), Samples.Image(2), TestContext.Current.CancellationToken);
        await using var busy = _incoming.Create(key => key);

        _incoming.Prepare();

        Assert.Equal(2, _folder.Files().Count);
        Assert.Single(_folder.Files("*.tmp"));
    }

    [Fact]
    public async Task Leaves_no_file_behind_for_bytes_of_another_hash()
    {
        await Stores_nothing_if_the_hash_differs(whenStored: false);

        Assert.Empty(_folder.Files());
    }

    [Fact]
    public async Task Keeps_an_image_under_its_hash_in_the_tenants_folder()
    {
        var image = Samples.Image(1);
        var sha256 = Samples.Sha256Of(image);

        await PutAsync(image);

        Assert.Equal(
            Path.Combine(_folder.Path, "images", "dock", sha256[..2], sha256[2..4], sha256),
            Assert.Single(_folder.Files()));
    }

    public override ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        _folder.Dispose();
        return base.DisposeAsync();
    }

    private protected override IObjectStore CreateObjects() => new FolderObjectStore(Options, _incoming, TimeProvider.System);
}

public sealed class EncryptedFolderImageStoreTests : FolderImageStoreTests
{
    private protected override string Keys => "encryption-key-for-sensitive-data";
}
