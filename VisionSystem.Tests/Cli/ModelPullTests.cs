using System.Security.Cryptography;
using VisionSystem.Cli.Models.Catalog;
using VisionSystem.Cli.Models.Download;
using VisionSystem.Cli.Terminal;

namespace VisionSystem.Tests.Cli;

public sealed class ModelPullTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private readonly HttpClient _http = new();
    private readonly byte[] _content = [8, .. RandomNumberGenerator.GetBytes(300_000)];
    private readonly StringWriter _error = new();
    private ModelServer _server = null!;

    private string Model => Path.Combine(_folder.Path, "m.onnx");

    private string LockFile => Path.Combine(_folder.Path, ModelLock.FileName);

    public async ValueTask InitializeAsync() => _server = await ModelServer.StartAsync(_content);

    [Fact]
    public async Task Fetches_a_model_and_records_its_hash()
    {
        Assert.Contains("recorded in models.lock.json", await PullAsync());
        Assert.Equal(_content, File.ReadAllBytes(Model));
        Assert.Equal(Hash(_content), ModelLock.Read(_folder.Path).Sha256Of("m"));
        Assert.Equal(["m.onnx", "models.lock.json"], FilesThere());
    }

    [Fact]
    public async Task Resumes_after_a_cut_connection()
    {
        _server.Cuts = 2;
        await PullAsync();
        Assert.Equal(_content, File.ReadAllBytes(Model));
        Assert.Equal(3, _server.Ranges.Count);
        Assert.Equal("", _server.Ranges.First());
        Assert.StartsWith("bytes=", _server.Ranges.Last(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Resumes_in_a_later_run()
    {
        _server.Cuts = 1;
        var error = await Assert.ThrowsAsync<CommandException>(() => PullAsync(retries: 0));
        Assert.Contains("Run the same command again to resume the download", error.Message);
        Assert.False(File.Exists(Model));

        await PullAsync(retries: 0);
        Assert.Equal(_content, File.ReadAllBytes(Model));
        Assert.StartsWith("bytes=", _server.Ranges.Last(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Restarts_when_the_file_changed_in_between(bool serverHeedsVersions)
    {
        (_server.HeedsVersions, _server.Cuts) = (serverHeedsVersions, 1);
        await Assert.ThrowsAsync<CommandException>(() => PullAsync(retries: 0));
        (_server.Content, _server.Etag) = ([8, .. RandomNumberGenerator.GetBytes(200_000)], "\"v2\"");

        await PullAsync(retries: 1);
        Assert.Equal(_server.Content, File.ReadAllBytes(Model));
    }

    [Theory]
    [InlineData(false, "\"v1\"")]
    [InlineData(true, null)]
    [InlineData(true, "W/\"v1\"")]
    public async Task Restarts_if_the_server_has_no_ranges_or_no_strong_etag(bool ranges, string? etag)
    {
        (_server.HasRanges, _server.Etag, _server.Cuts) = (ranges, etag, 1);
        await PullAsync();
        Assert.Equal(_content, File.ReadAllBytes(Model));
        Assert.Equal(["", ranges ? "" : "bytes="], _server.Ranges.Select(range => range.TrimEnd('-').TrimEnd([.. "0123456789"])));
    }

    [Fact]
    public async Task Reports_failure_after_the_last_retry()
    {
        _server.Status = 503;
        var error = await Assert.ThrowsAsync<CommandException>(() => PullAsync(retries: 2));
        Assert.Contains("503", error.Message);
        Assert.Equal(3, _server.Ranges.Count);
    }

    [Fact]
    public async Task Does_not_retry_a_missing_file()
    {
        _server.Status = 404;
        Assert.Contains("404 Not Found", (await Assert.ThrowsAsync<CommandException>(() => PullAsync())).Message);
        Assert.Single(_server.Ranges);
    }

    [Fact]
    public async Task Keeps_the_current_file_if_the_new_one_does_not_match_the_pinned_hash()
    {
        File.WriteAllText(Model, "serving");
        var error = await Assert.ThrowsAsync<CommandException>(() => PullAsync(sha256: new string('a', 64), force: true));
        Assert.Contains($"SHA-256 {Hash(_content)}, but the catalogue requires {new string('a', 64)}", error.Message);
        Assert.Equal("serving", File.ReadAllText(Model));
        Assert.Equal(["m.onnx"], FilesThere());
    }

    [Fact]
    public async Task Enforces_the_hash_recorded_by_the_first_pull()
    {
        await PullAsync();
        (_server.Content, _server.Etag) = ([8, 1, 2, 3], "\"v2\"");
        var error = await Assert.ThrowsAsync<CommandException>(() => PullAsync(force: true));
        Assert.Contains("models.lock.json requires", error.Message);
        Assert.Equal(_content, File.ReadAllBytes(Model));
        Assert.Equal(Hash(_content), ModelLock.Read(_folder.Path).Sha256Of("m"));
    }

    [Fact]
    public async Task Does_not_fetch_a_complete_file_again()
    {
        await PullAsync(sha256: Hash(_content).ToUpperInvariant());
        Assert.Contains("already exists", await PullAsync());
        Assert.Single(_server.Ranges);
    }

    [Fact]
    public async Task Reports_that_the_existing_file_differs()
    {
        File.WriteAllText(Model, "mine");
        Assert.Contains("nothing was changed", (await Assert.ThrowsAsync<CommandException>(() => PullAsync(sha256: new string('b', 64)))).Message);
        Assert.Equal("mine", File.ReadAllText(Model));
        Assert.Empty(_server.Ranges);
    }

    [Theory]
    [InlineData("<!DOCTYPE html><html>please log in</html>", "a web page")]
    [InlineData("version https://git-lfs.github.com/spec/v1\noid sha256:0\n", "a Git LFS pointer")]
    [InlineData("{\"error\": \"gone\"}", "a JSON text")]
    [InlineData("", "an empty file")]
    public async Task Refuses_error_pages_sent_instead_of_a_model(string text, string what)
    {
        _server.Content = System.Text.Encoding.UTF8.GetBytes(text);
        Assert.Contains($"returned {what} instead of an ONNX model", (await Assert.ThrowsAsync<CommandException>(() => PullAsync())).Message);
        Assert.Empty(FilesThere());
    }

    [Fact]
    public async Task Keeps_the_partial_file_when_cancelled()
    {
        using var stop = new CancellationTokenSource();
        stop.Cancel();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => PullAsync(cancellationToken: stop.Token));
        Assert.False(File.Exists(Model));
    }

    [Fact]
    public async Task Reads_its_lock_file_and_reports_damage()
    {
        await PullAsync();
        Assert.Equal(Hash(_content), ModelLock.Read(_folder.Path).Sha256Of("m"));
        File.WriteAllText(LockFile, "{ \"models\": ");
        Assert.Contains(ModelLock.FileName, (await Assert.ThrowsAsync<CommandException>(() => PullAsync())).Message);
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _server.DisposeAsync();
        _folder.Dispose();
    }

    private Task<string> PullAsync(int retries = 4, string? sha256 = null, bool force = false, CancellationToken? cancellationToken = null)
    {
        var download = new FileDownload(_http, new DownloadOptions { Retries = retries, RetryDelay = TimeSpan.Zero }, TimeProvider.System);
        var pull = new ModelPull(_folder.Path, download, new CommandConsole(TextWriter.Null, _error, IsTerminal: false, TimeProvider.System));
        return pull.RunAsync(new CatalogEntry("m", _server.Url.AbsoluteUri, sha256), force, cancellationToken ?? TestContext.Current.CancellationToken);
    }

    private static string Hash(byte[] content) => Convert.ToHexStringLower(SHA256.HashData(content));

    private IEnumerable<string?> FilesThere() => Directory.GetFiles(_folder.Path).Select(Path.GetFileName).Order();
}
