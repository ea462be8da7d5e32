using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using VisionSystem.Bench.Data;
using VisionSystem.Cli;
using VisionSystem.Cli.Terminal;
using VisionSystem.Contracts;
using VisionSystem.Vision.Imaging;

namespace VisionSystem.Tests.Logging.Exports;

public sealed class YoloEvaluationTests
{
    private static readonly string[] Classes = ["qr_code", "barcode", "aruco_marker"];

    private static readonly string Images = Path.Combine(BenchFiles.Root, "samples");

    [Fact]
    public async Task A_model_has_the_same_ap_on_the_zip_as_on_the_images_and_labels_it_was_made_of()
    {
        await using var service = new LoggingApplication();
        using var client = service.CreateClient();
        foreach (var file in Directory.GetFiles(Images, "*.jpg"))
        {
            await DeliverAsync(client, file);
        }

        using var folder = new TemporaryFolder();
        await using (var zip = await client.GetStreamAsync("/v1/predictions/export?format=yolo", TestContext.Current.CancellationToken))
        {
            await ZipFile.ExtractToDirectoryAsync(zip, folder.Path, TestContext.Current.CancellationToken);
        }

        var ofZip = await EvaluateAsync(Path.Combine(folder.Path, "images"), Path.Combine(folder.Path, "labels"));
        var ofSamples = await EvaluateAsync(Images, Images);

        Assert.True(ofSamples.GetProperty("ap").GetDouble() > .5);
        foreach (var figure in new[] { "images", "objects", "detections", "ap", "ap50", "ap75", "ar100" })
        {
            Assert.Equal(ofSamples.GetProperty(figure).GetDouble(), ofZip.GetProperty(figure).GetDouble(), 1e-9);
        }
    }

    /// <summary>Delivers an image without detections and adds a review with the boxes of its label file.</summary>
    private static async Task DeliverAsync(HttpClient client, string file)
    {
        var image = await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken);
        Assert.Equal(ImageFault.None, ImageHeaderReader.TryRead(image, out var header, out _));
        var prediction = Samples.Of(image) with
        {
            Image = new ImageReference(header.UprightWidth, header.UprightHeight, Samples.Sha256Of(image), "jpeg"),
            Detections = [],
        };
        await client.DeliverAsync(Delivery.Of([prediction], image));
        var missed = File.ReadLines(Path.ChangeExtension(file, ".txt")).Select(line => line.Split(' ')).Select(fields =>
        {
            var parts = fields.Skip(1).Select(part => double.Parse(part, CultureInfo.InvariantCulture)).ToArray();
            var (x, y, width, height) = (parts[0] * header.UprightWidth, parts[1] * header.UprightHeight, parts[2] * header.UprightWidth, parts[3] * header.UprightHeight);
            return new ReviewedBox(
                Classes[int.Parse(fields[0], CultureInfo.InvariantCulture)],
                new Box((float)(x - (width / 2)), (float)(y - (height / 2)), (float)(x + (width / 2)), (float)(y + (height / 2))));
        });
        await client.ReviewedAsync(prediction.Id, JsonSerializer.Serialize(new ReviewDraft { Verdict = ReviewDraft.Wrong, Missed = [.. missed] }, WireJson.Default.ReviewDraft));
    }

    private static async Task<JsonElement> EvaluateAsync(string images, string labels)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = await VisionCommand.RunAsync(
            ["model", "eval", "--model", Path.Combine(AppContext.BaseDirectory, "models", "demo.onnx"), "--images", images, "--labels", labels, "--json"],
            new CommandConsole(output, error, IsTerminal: false, TimeProvider.System),
            settings: [],
            TestContext.Current.CancellationToken);
        Assert.True(code == 0, error.ToString());
        return JsonDocument.Parse(output.ToString()).RootElement;
    }
}
