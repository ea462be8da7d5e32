using System.CommandLine;
using VisionSystem.Cli.Terminal;
using VisionSystem.Vision.Decoders;
using VisionSystem.Vision.Evaluation;
using VisionSystem.Vision.Evaluation.DataSets;
using VisionSystem.Vision.Imaging;

namespace VisionSystem.Cli.Models;

/// <summary><c>model eval</c>: calculates the COCO metrics of a model, or of existing detections, on images with known objects.</summary>
internal static class EvalCommand
{
    // The default of Ultralytics validation (max_det); COCO evaluates at most 100 of each class.
    private const int MaxDetections = 300;

    public static Command Create(CommandConsole console)
    {
        var model = new Option<string?>("--model") { Description = "The model: a file, or a name in the model folder.", HelpName = "M" };
        var detections = new Option<string?>("--detections") { Description = "Evaluates these detections (COCO results JSON) instead of a model.", HelpName = "FILE" };
        var images = new Option<string?>("--images") { Description = "The images.", HelpName = "DIR" };
        var labels = new Option<string>("--labels") { Description = "The ground truth: a folder of YOLO text files, or a COCO data set file.", HelpName = "DIR|FILE", Required = true };
        var format = new Option<string?>("--format") { Description = "The format of the labels. Default: coco for a .json file, otherwise yolo." };
        format.AcceptOnlyFromAmong("yolo", "coco");
        var names = new Option<string?>("--names") { Description = "The class names, for a model without names: a .txt or .yaml file.", HelpName = "FILE" };
        var confidence = Fraction("--confidence", .01f, "Minimum confidence of a detection.");
        var iou = Fraction("--iou", .45f, "IoU above which NMS suppresses a box of the same class.");
        var enlarge = new Option<int>("--enlarge") { Description = "Factor by which width and height of the images are enlarged before the evaluation.", DefaultValueFactory = _ => 1, HelpName = "1..8" };
        enlarge.Validators.Add(given =>
        {
            if (given.Tokens.Count == 1 && int.TryParse(given.Tokens[0].Value, out var times) && times is < 1 or > 8)
            {
                given.AddError("--enlarge must be an integer from 1 to 8.");
            }
        });
        var json = new Option<bool>("--json") { Description = "Writes one JSON object instead of a table." };
        var eval = new Command("eval", "Calculates the COCO metrics: AP, AP50, AP75, AP by size and AR, for all classes and for each class.")
        {
            model, images, labels, format, names, confidence, iou, enlarge, json, detections,
        };
        eval.Validators.Add(given =>
        {
            var problem = (given.GetValue(model), given.GetValue(detections), given.GetValue(images), given.GetResult(format)?.Tokens) switch
            {
                (null, null, _, _) => "Specify --model or --detections.",
                (not null, not null, _, _) => "--model and --detections cannot be combined.",
                (not null, _, null, _) => "--model requires --images, the images to evaluate.",
                (_, not null, _, [{ Value: "yolo" }]) => "--detections requires a COCO data set file: --format coco.",
                _ => null,
            };
            if (problem is not null)
            {
                given.AddError(problem);
            }
        });
        eval.SetHandler(console, async (parsed, cancellationToken) =>
        {
            var groundTruth = parsed.GetRequiredValue(labels);
            var parameters = new DetectionParameters(parsed.GetValue(confidence), parsed.GetValue(iou), MaxDetections, ClassFilter.All);
            var report = parsed.GetValue(detections) is { } file
                ? new CocoDataSet(CocoFileOf(groundTruth), folder: null).Measure(new CocoResults(file))
                : await MeasureAsync(
                    console, parsed.GetValue(model)!, Open(parsed.GetValue(images)!, groundTruth, parsed.GetValue(format)), parsed.GetValue(names), parameters, parsed.GetValue(enlarge), cancellationToken);
            if (parsed.GetValue(json))
            {
                await console.Output.WriteLineAsync(AccuracyJson.Write(report));
            }
            else
            {
                AccuracyTable.Write(report, console.Output);
            }

            return CommandRun.Success;
        });
        return eval;
    }

    private static async Task<AccuracyReport> MeasureAsync(
        CommandConsole console, string name, IDataSet dataSet, string? names, DetectionParameters parameters, int enlarge, CancellationToken cancellationToken)
    {
        await using var host = new ModelHost();
        using var model = host.Load(name);
        if (model.Description.Task == "classify")
        {
            throw new CommandException($"{model.Description.File} is a classifier, which returns no boxes: choose a model that detects objects");
        }

        var classes = ClassMatch.Of(names is null ? model.Description.Labels : ClassNameFile.Read(names), dataSet);
        foreach (var note in (string[])[$"{model.Description.Name} on {model.Provider}, {dataSet.Images.Count} images", .. dataSet.Notes, .. classes.Notes])
        {
            await console.Error.WriteLineAsync(note);
        }

        using var detector = host.DetectorOver(model);
        var evaluator = new ModelEvaluator(new ImageEnlarger(host.Get<ImageCodecs>(), enlarge));
        AccuracyReport report;
        using (var bar = new ProgressBar(console, Quantity.Count, " images"))
        {
            report = await evaluator.RunAsync(detector.RunAsync, dataSet, classes, parameters, ImageDone, cancellationToken);

            void ImageDone(string? problem)
            {
                if (problem is not null)
                {
                    bar.Note(problem);
                }

                bar.Step(dataSet.Images.Count);
            }
        }

        return report.Images > 0 ? report : throw new CommandException($"none of the {dataSet.Images.Count} images could be evaluated: see the reasons above, and check --images and --labels");
    }

    private static IDataSet Open(string images, string labels, string? format) =>
        (format ?? (labels.EndsWith(".json", StringComparison.OrdinalIgnoreCase) ? "coco" : "yolo")) == "coco"
            ? new CocoDataSet(CocoFileOf(labels), images)
            : new YoloDataSet(images, labels);

    /// <summary>Returns the file of a COCO data set, which may be given as a folder with a single .json file.</summary>
    private static string CocoFileOf(string labels)
    {
        if (!Directory.Exists(labels))
        {
            return labels;
        }

        return Directory.GetFiles(labels, "*.json") is [var only]
            ? only
            : throw new CommandException($"{labels} does not contain exactly one .json file: specify the COCO data set file");
    }

    private static Option<float> Fraction(string name, float value, string description)
    {
        var option = new Option<float>(name) { Description = description, DefaultValueFactory = _ => value, HelpName = "0..1" };
        option.Validators.Add(given =>
        {
            if (given.Tokens.Count == 1 && float.TryParse(given.Tokens[0].Value, out var number) && number is not (>= 0 and <= 1))
            {
                given.AddError($"{name} must be a number from 0 to 1.");
            }
        });
        return option;
    }
}
