using System.CommandLine;
using VisionSystem.Cli.Models.Checking;
using VisionSystem.Cli.Terminal;
using VisionSystem.Vision.Models;

namespace VisionSystem.Cli.Models;

/// <summary><c>model check</c>: reports the properties, decoding and problems of a model file.</summary>
internal static class CheckCommand
{
    private const string Indent = "            ";

    public static Command Create(CommandConsole console)
    {
        var file = new Argument<string>("FILE") { Description = "A model file, or a name in the model folder." };
        var image = new Option<string?>("--photo") { Description = "An image in which the model must find objects. Default: a drawn test image.", HelpName = "FILE" };
        var check = new Command("check", "Reports what a model contains, how it is decoded and which problems it has.") { file, image };
        check.SetHandler(console, (parsed, cancellationToken) => RunAsync(console.Output, parsed.GetRequiredValue(file), parsed.GetValue(image), cancellationToken));
        return check;
    }

    private static async Task<int> RunAsync(TextWriter output, string name, string? image, CancellationToken cancellationToken)
    {
        await using var host = new ModelHost();
        var (notes, problems) = (new List<string>(), new List<string>());
        var file = host.Find(name);
        output.WriteLine($"file        {file}, {Quantity.Bytes(host.Get<ModelStamps>().Of(file)?.Length ?? 0)}");
        GraphFacts.Read(file)?.Write(output);
        try
        {
            using var model = host.Load(name);
            Describe(model, output);
            notes.AddRange(ModelFacts.Notes(model.Description));
            using var detector = host.DetectorOver(model);
            var golden = await GoldenRun.RunAsync(detector, model.Description, image, cancellationToken);
            output.WriteLine($"golden run  {golden.Summary}");
            problems.AddRange(golden.Problems);
        }
        catch (ModelException e)
        {
            problems.Add(e.Message);
        }

        if (notes.Count > 0)
        {
            output.WriteLine("notes       " + string.Join("\n" + Indent, notes));
        }

        output.WriteLine("problems    " + (problems.Count == 0 ? "none" : string.Join("\n" + Indent, problems)));
        return problems.Count == 0 ? CommandRun.Success : CommandRun.Failure;
    }

    private static void Describe(LoadedModel model, TextWriter output)
    {
        var description = model.Description;
        output.WriteLine($"sha256      {description.Sha256}");
        output.WriteLine($"task        {description.Task}");
        output.WriteLine($"family      {description.Family}, version {description.Version}");
        output.WriteLine($"input       {description.InputWidth} × {description.InputHeight} pixels, {ModelFacts.Pixels(model.Description)}, {(description.DynamicBatch ? "any batch" : "one image per run")}");
        output.WriteLine($"decoding    {ModelFacts.Decoding(description.Family)}");
        output.WriteLine($"labels      {ModelFacts.Labels(description)}");
        output.WriteLine($"provider    {model.Provider}");
    }
}
