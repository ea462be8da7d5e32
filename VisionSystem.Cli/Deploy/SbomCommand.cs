using System.CommandLine;
using System.Diagnostics;
using VisionSystem.Cli.Terminal;

namespace VisionSystem.Cli.Deploy;

/// <summary><c>sbom</c>: writes a bill of materials of each container image with the CycloneDX tool of <c>.config/dotnet-tools.json</c>.</summary>
internal static class SbomCommand
{
    /// <summary>The container images and their projects.</summary>
    private static readonly (string Image, string Project)[] Images =
    [
        ("yolo-inference", "VisionSystem.Inference"),
        ("logging-service", "VisionSystem.Logging"),
        ("vision", "VisionSystem.Cli"),
    ];

    public static Command Create(CommandConsole console)
    {
        var output = new Option<string?>("--output") { Description = "The folder of the files. Default: .vision/sbom", HelpName = "DIR" };
        var sbom = new Command("sbom", "Writes a CycloneDX bill of materials of the packages in each container image, one JSON file per image.") { output };
        sbom.SetHandler(
            console,
            async (parsed, cancellationToken) =>
            {
                var folder = Path.GetFullPath(parsed.GetValue(output) ?? Checkout.StateOf("sbom"));
                var log = Checkout.StateOf("sbom.log");
                await RunAsync(console, "Restoring CycloneDX", ["tool", "restore"], log, cancellationToken);
                foreach (var (image, project) in Images)
                {
                    var file = image + ".cdx.json";
                    await RunAsync(
                        console,
                        $"Reading the packages of {image}",
                        [
                            "tool", "run", "dotnet-CycloneDX", Path.Combine(project, project + ".csproj"), "--output", folder, "--filename", file, "--output-format", "Json",
                            "--set-name", image, "--set-version", Version, "--set-type", "Container", "--framework", "net10.0",

                            // Reproducible apart from the time stamp; tools of the build are not in the image; the build has restored the packages.
                            "--no-serial-number", "--exclude-dev", "--disable-package-restore",
                        ],
                        log,
                        cancellationToken);
                    await console.Output.WriteLineAsync(Path.Combine(folder, file));
                }

                return CommandRun.Success;
            },
            failure: 1);
        return sbom;
    }

    private static string Version => typeof(SbomCommand).Assembly.GetName().Version!.ToString(3);

    private static async Task RunAsync(CommandConsole console, string title, string[] arguments, string log, CancellationToken cancellationToken)
    {
        if (await Tool.LogAsync(console, title, new ProcessStartInfo("dotnet", arguments) { WorkingDirectory = Checkout.Root }, log, cancellationToken) != 0)
        {
            await console.Error.WriteAsync(await File.ReadAllTextAsync(log, cancellationToken));
            throw new CommandException($"no bill of materials was written: correct the errors reported above ({title})");
        }
    }
}
