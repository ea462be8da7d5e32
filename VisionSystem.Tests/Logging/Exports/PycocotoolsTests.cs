using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using VisionSystem.Cli;
using VisionSystem.Cli.Processes;
using VisionSystem.Cli.Terminal;
using VisionSystem.Contracts;
using VisionSystem.Tests.Servers;

namespace VisionSystem.Tests.Logging.Exports;

/// <summary>pycocotools reads the exports and computes the same metrics as this project.</summary>
public sealed class PycocotoolsTests
{
    private const string Program = """
        import contextlib, io, json, sys
        from pycocotools.coco import COCO
        from pycocotools.cocoeval import COCOeval
        with contextlib.redirect_stdout(io.StringIO()):
            truth = COCO(sys.argv[1])
            found = truth.loadRes(sys.argv[2])
            evaluation = COCOeval(truth, found, "bbox")
            evaluation.evaluate()
            evaluation.accumulate()
            evaluation.summarize()
        print(json.dumps({"images": len(truth.imgs), "annotations": len(truth.anns), "categories": sorted(c["name"] for c in truth.cats.values()), "results": len(found.anns), "ap": evaluation.stats[0]}))
        """;

    [Fact]
    public async Task Load_the_data_set_and_the_results_and_compute_the_same_ap()
    {
        var python = await FindAsync();
        await using var service = new LoggingApplication();
        using var client = service.CreateClient();
        await DeliverAsync(client);
        using var folder = new TemporaryFolder();
        var (truth, results) = (Path.Combine(folder.Path, "truth.json"), Path.Combine(folder.Path, "results.json"));
        await File.WriteAllTextAsync(truth, await client.ExportAsync("format=coco"), TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(results, await client.ExportAsync("format=coco-results"), TestContext.Current.CancellationToken);

        var theirs = JsonDocument.Parse(await RunAsync(python, "-c", Program, truth, results)).RootElement;

        Assert.Equal(
            (20, 18 + 18 + 2, 38), (theirs.GetProperty("images").GetInt32(), theirs.GetProperty("annotations").GetInt32(), theirs.GetProperty("results").GetInt32()));
        Assert.Equal(["forklift", "pallet", "person"], theirs.GetProperty("categories").EnumerateArray().Select(name => name.GetString()));
        using var output = new StringWriter();
        using var error = new StringWriter();
        Assert.Equal(0, await VisionCommand.RunAsync(
            ["model", "eval", "--detections", results, "--labels", truth, "--json"], new CommandConsole(output, error, IsTerminal: false, TimeProvider.System), settings: [], TestContext.Current.CancellationToken));
        var ap = JsonDocument.Parse(output.ToString()).RootElement.GetProperty("ap").GetDouble();
        Assert.Equal(theirs.GetProperty("ap").GetDouble(), ap, 1e-9);
        Assert.InRange(ap, .05, .95);
    }

    /// <summary>Twenty images, two of them without objects. Reviews move some boxes slightly or far, and add two missed objects.</summary>
    private static async Task DeliverAsync(HttpClient client)
    {
        var random = new Random(5);
        var images = Enumerable.Range(0, 20).Select(i => Samples.Image(i)).ToArray();
        var predictions = images.Select((image, i) => Samples.Of(image, createdAt: Samples.Noon.AddSeconds(i)) with
        {
            Detections = i < 2 ? [] : [Seen("person", 0), Seen("forklift", 1), .. i < 4 ? [Seen("forklift", 1)] : Array.Empty<Detection>()],
        }).ToArray();
        await client.DeliverAsync(Delivery.Of(predictions, images));
        foreach (var (i, prediction) in predictions.Index().Skip(2))
        {
            var boxes = prediction.Detections.Take(2).Select(detection => Json(detection.Class, detection.Box, shift: 4 * i));
            var missed = i is 5 or 6 ? Json("pallet", new Box(400, 300, 500, 400), 0) : "";
            await client.ReviewedAsync(prediction.Id, $$"""{"verdict": "wrong", "boxes": [{{string.Join(',', boxes)}}], "missed": [{{missed}}]}""");
        }

        Detection Seen(string name, int id)
        {
            var (x, y) = (random.Next(0, 200), random.Next(0, 200));
            return new Detection(name, id, .3f + (.7f * random.NextSingle()), new Box(x, y, x + 120, y + 100));
        }
    }

    private static string Json(string name, Box box, int shift) => string.Create(
        CultureInfo.InvariantCulture, $$$"""{"class": "{{{name}}}", "box": {"x1": {{{box.X1 + shift}}}, "y1": {{{box.Y1}}}, "x2": {{{box.X2 + shift}}}, "y2": {{{box.Y2}}}}}""");

    /// <summary>A Python with pycocotools: <c>VISION_TEST_PYTHON</c>, or else the system's.</summary>
    private static async Task<string> FindAsync()
    {
        foreach (var python in new[] { Environment.GetEnvironmentVariable("VISION_TEST_PYTHON"), "/usr/bin/python3", TestTools.Program("python3") })
        {
            if (File.Exists(python) && await RunAsync(python, "-c", "import importlib.util; print(importlib.util.find_spec('pycocotools') is not None)") == "True\n")
            {
                return python;
            }
        }

        Assert.Skip("pycocotools is not installed: ./vision test installs python3-pycocotools where Debian has it, or name a Python that has it in VISION_TEST_PYTHON");
        return "";
    }

    private static async Task<string> RunAsync(string python, params string[] arguments)
    {
        var (exitCode, lines) = await ChildProcess.ReadAsync(new ProcessStartInfo(python, arguments), TestContext.Current.CancellationToken);
        Assert.True(exitCode == 0, lines.Errors);
        return lines.Output;
    }
}
