using VisionSystem.Cli;
using VisionSystem.Cli.Terminal;

namespace VisionSystem.Tests.Logging.Exports;

public sealed class ExportCommandTests : IDisposable
{
    private readonly TemporaryFolder _data = new();
    private readonly TemporaryFolder _target = new();
    private readonly StringWriter _output = new();
    private readonly StringWriter _error = new();

    [Theory]
    [InlineData("csv")]
    [InlineData("jsonl")]
    [InlineData("yolo")]
    [InlineData("coco-results")]
    public async Task Writes_what_the_service_gives(string format)
    {
        var file = Path.Combine(_target.Path, "out");
        byte[] served;
        await using (var service = new LoggingApplication(_data.Path))
        {
            using var client = service.CreateClient();
            await ExportSamples.DeliverAsync(client);
            served = await client.GetByteArrayAsync($"/v1/predictions/export?format={format}&class=qr&class=person&min_confidence=0.5&from=2026-03-14T12:00:00Z", TestContext.Current.CancellationToken);

            // Beside the service that runs.
            Assert.Equal(CommandRun.Success, await RunAsync("--format", format, "--out", file, "--class", "qr", "--class", "person", "--min-confidence", "0.5", "--from", "2026-03-14T12:00:00Z"));
        }

        // A zip file says when its list of classes was written.
        var written = await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken);
        Assert.Equal(served.Length, written.Length);
        Assert.True(format == "yolo" || served.AsSpan().SequenceEqual(written));
        Assert.Contains($"{file}: 2 predictions", _output.ToString(), StringComparison.Ordinal);
        Assert.Single(_target.Files());
    }

    [Theory]
    [InlineData("--format csv --min-confidence 2", "--min-confidence: a number from 0 to 1")]
    [InlineData("--format csv --scores true", "--scores: only format=yolo")]
    [InlineData("--format coco-results", "no detection")]
    public async Task Says_what_is_wrong_in_one_sentence_and_writes_nothing(string line, string expected)
    {
        Assert.Equal(CommandRun.Failure, await RunAsync([.. line.Split(' '), "--out", Path.Combine(_target.Path, "out")]));
        Assert.Contains(expected, _error.ToString(), StringComparison.Ordinal);
        Assert.Empty(_target.Files());
    }

    [Theory]
    [InlineData("", "Option '--format' is required")]
    [InlineData("--format pdf", "'pdf' not recognized")]
    [InlineData("--format csv --tenant No", "'No' is no tenant")]
    public async Task Explains_bad_usage(string line, string expected)
    {
        Assert.Equal(CommandRun.BadUsage, await RunAsync(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)));
        Assert.Contains(expected, _error.ToString(), StringComparison.Ordinal);
    }

    public void Dispose()
    {
        _data.Dispose();
        _target.Dispose();
        _output.Dispose();
        _error.Dispose();
    }

    private Task<int> RunAsync(params string[] args) => VisionCommand.RunAsync(
        ["export", .. args], new CommandConsole(_output, _error, IsTerminal: false, TimeProvider.System), [$"--Vision:Store:Path={_data.Path}"], TestContext.Current.CancellationToken);
}
