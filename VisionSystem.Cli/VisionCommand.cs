using System.CommandLine;
using System.CommandLine.Help;
using VisionSystem.Cli.Access;
using VisionSystem.Cli.Data;
using VisionSystem.Cli.Deploy;
using VisionSystem.Cli.Docs;
using VisionSystem.Cli.Manifests;
using VisionSystem.Cli.Models;
using VisionSystem.Cli.Terminal;
using VisionSystem.Cli.Testing;

namespace VisionSystem.Cli;

/// <summary>
/// The command <c>vision</c>. What it does to models and stores it does with the services' own code and settings, whether or not
/// the services run.
/// </summary>
internal static class VisionCommand
{
    /// <summary>Runs one command and gives the process's exit code.</summary>
    /// <param name="args">The command line.</param>
    /// <param name="console">Where it writes to.</param>
    /// <param name="settings">Settings of logging-service, <c>--KEY=VALUE</c>, besides those of the environment.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static Task<int> RunAsync(string[] args, CommandConsole console, string[] settings, CancellationToken cancellationToken = default) => CommandRun.RunAsync(
        new Command("vision", "Images in, boxes out, every prediction kept. `./vision up` runs the system, `./vision` alone prints all that the script can do.")
        {
            new Command("model", "Lists, checks, fetches and measures models.")
            {
                ListCommand.Create(console),
                CheckCommand.Create(console),
                PullCommand.Create(console),
                EvalCommand.Create(console),
            },
            ExportCommand.Create(console, settings),
            BackupCommand.Create(console, settings),
            RestoreCommand.Create(console, settings),
            KeysCommand.Create(console, settings),
            TokenCommand.Create(console, settings),
            ManifestsCommand.Create(console),
            DocsCommand.Create(console),
            DeployCommand.Create(console),
            BenchCommand.Create(console),
            TestCommand.Create(console),
            new HelpOption(),
        },
        args,
        console,
        cancellationToken);
}
