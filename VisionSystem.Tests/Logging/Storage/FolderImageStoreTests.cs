using Microsoft.Extensions.Logging.Abstractions;
using VisionSystem.Logging.Storage;
using VisionSystem.Logging.Storage.Folder;

namespace VisionSystem.Tests.Logging.Storage;

public sealed class FolderImageStoreTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly byte[] _photo = Samples.Photo(1, 200_000);
    private readonly IncomingFiles _incoming;
    private readonly FolderImageStore _store;

    public FolderImageStoreTests()
    {
        var options = new StoreOptions { Path = _folder.Path };
        _incoming = new IncomingFiles(options, NullLogger<IncomingFiles>.Instance);
        _incoming.Prepare();
        _store = new FolderImageStore(options, _incoming);
    }

    [Fact]
    public async Task Removes_what_a_crash_left_unfinished_and_nothing_else()
    {
        await _store.PutAsync("default", Samples.Sha256Of(_photo), new MemoryStream(_photo), TestContext.Current.CancellationToken);
        await File.WriteAllBytesAsync(Path.Combine(_incoming.Folder, "left.tmp"), _photo, TestContext.Current.CancellationToken);
        using var busy = _incoming.Create();

        _incoming.Prepare();

        Assert.Equal(2, _folder.Files().Count);
        Assert.Single(_folder.Files("*.tmp"));
        Assert.True(await _store.ContainsAsync("default", Samples.Sha256Of(_photo), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Leaves_nothing_behind_when_the_bytes_stop_coming()
    {
        using var broken = new BrokenStream(_photo);

        await Assert.ThrowsAsync<IOException>(() =>
            _store.PutAsync("default", Samples.Sha256Of(_photo), broken, TestContext.Current.CancellationToken));

        Assert.Empty(_folder.Files());
    }

    [Fact]
    public async Task Keeps_one_whole_file_when_the_same_photo_comes_many_times_at_once()
    {
        var puts = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(
            () => _store.PutAsync("default", Samples.Sha256Of(_photo), new MemoryStream(_photo), TestContext.Current.CancellationToken))));

        Assert.All(puts, put => Assert.NotEqual(ImagePutOutcome.HashMismatch, put.Outcome));
        Assert.Equal(_photo, await File.ReadAllBytesAsync(Assert.Single(_folder.Files()), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Keeps_a_photo_under_its_hash_in_the_tenants_folder()
    {
        var sha256 = Samples.Sha256Of(_photo);

        await _store.PutAsync("dock", sha256, new MemoryStream(_photo), TestContext.Current.CancellationToken);

        Assert.Equal(
            Path.Combine(_folder.Path, "images", "dock", sha256[..2], sha256[2..4], sha256),
            Assert.Single(_folder.Files()));
    }

    public void Dispose() => _folder.Dispose();

    /// <summary>Gives its bytes and then fails instead of ending.</summary>
    private sealed class BrokenStream(byte[] bytes) : MemoryStream(bytes)
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var read = await base.ReadAsync(buffer, cancellationToken);
            return read > 0 ? read : throw new IOException("the line is cut");
        }
    }
}
