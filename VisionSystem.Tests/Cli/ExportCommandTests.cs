using System.Text.Json;
using VisionSystem.Cli;
using VisionSystem.Cli.Terminal;
using VisionSystem.Tests.Logging;
using VisionSystem.Tests.Logging.Exports;

namespace VisionSystem.Tests.Cli;

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
    public async Task Writes_the_export_of_the_service(string format)
    {
        var file = Path.Combine(_target.Path, "out");
        byte[] served;
        await using (var service = new LoggingApplication(_data.Path))
        {
            using var client = service.CreateClient();
            await ExportSamples.DeliverAsync(client);
            served = await client.GetByteArrayAsync($"/v1/predictions/export?format={format}&class=qr&class=person&min_confidence=0.5&from=2026-03-14T12:00:00Z", TestContext.Current.CancellationToken);

            // The command runs beside a running service.
            Assert.Equal(CommandRun.Success, await RunAsync("--format", format, "--out", file, "--class", "qr", "--class", "person", "--min-confidence", "0.5", "--from", "2026-03-14T12:00:00Z"));
        }

        // A zip file contains the time at which its list of classes was written.
        var written = await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken);
        Assert.Equal(served.Length, written.Length);
        Assert.True(format == "yolo" || served.AsSpan().SequenceEqual(written));
        Assert.Contains($"{file}: 2 predictions", _output.ToString(), StringComparison.Ordinal);
        Assert.Single(_target.Files());
    }

    [Fact]
    public async Task Links_images_by_the_given_else_the_public_else_the_default_address()
    {
        await using (var service = new LoggingApplication(_data.Path))
        {
            using var client = service.CreateClient();
            await ExportSamples.DeliverAsync(client);
        }

        Assert.StartsWith("http://127.0.0.1:8000/v1/images/", await LinkAsync([]));
        Assert.StartsWith("https://vision.example.com/v1/images/", await LinkAsync(["--CV_PUBLIC_URL=https://vision.example.com"]));
        Assert.StartsWith("https://other.example.com/api/v1/images/", await LinkAsync(["--CV_PUBLIC_URL=https://vision.example.com"], "--public-url", "https://other.example.com/api/"));
        Assert.StartsWith("http://photos/v1/images/", await LinkAsync([], "--photos", "http://photos"));
    }

    [Fact]
    public async Task Marks_csv_for_excel_and_takes_dates_and_classes_in_either_case()
    {
        await using (var service = new LoggingApplication(_data.Path))
        {
            using var client = service.CreateClient();
            await ExportSamples.DeliverAsync(client);
        }

        var file = Path.Combine(_target.Path, "out");

        Assert.Equal(CommandRun.Success, await RunAsync("--format", "csv", "--bom", "true", "--out", file, "--class", "QR", "--from", "2026-03-14", "--to", "2026-03-14t12:00:00.001999999z"));

        var written = await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken);
        Assert.Equal([0xEF, 0xBB, 0xBF], written[..3]);
        Assert.Contains($"{file}: 1 predictions", _output.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--format csv --min-confidence 2", "--min-confidence: a number from 0 to 1")]
    [InlineData("--format csv --scores true", "--scores: only format=yolo")]
    [InlineData("--format coco-results", "no detection")]
    public async Task Names_the_error_in_one_sentence_and_writes_nothing(string line, string expected)
    {
        Assert.Equal(CommandRun.Failure, await RunAsync([.. line.Split(' '), "--out", Path.Combine(_target.Path, "out")]));
        Assert.Contains(expected, _error.ToString(), StringComparison.Ordinal);
        Assert.Empty(_target.Files());
    }

    [Theory]
    [InlineData("", "Option '--format' is required")]
    [InlineData("--format pdf", "'pdf' not recognized")]
    [InlineData("--format csv --tenant No", "'No' is not a tenant")]
    [InlineData("--format label-studio --public-url vision.example.com", "'vision.example.com' is not an address")]
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

    /// <summary>The address of the first image in an export for Label Studio.</summary>
    private async Task<string?> LinkAsync(string[] settings, params string[] args)
    {
        var file = Path.Combine(_target.Path, "tasks.json");
        Assert.Equal(CommandRun.Success, await RunAsync(settings, ["--format", "label-studio", "--out", file, .. args]));
        using var tasks = JsonDocument.Parse(await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken));
        return tasks.RootElement[0].GetProperty("data").GetProperty("image").GetString();
    }

    private Task<int> RunAsync(params string[] args) => RunAsync([], args);

    private Task<int> RunAsync(string[] settings, string[] args) => VisionCommand.RunAsync(
        ["export", .. args], new CommandConsole(_output, _error, IsTerminal: false, TimeProvider.System), [$"--Vision:Store:Path={_data.Path}", .. settings], TestContext.Current.CancellationToken);
}
