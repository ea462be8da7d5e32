using System.CommandLine;
using System.CommandLine.Help;
using VisionSystem.Cli.Access;
using VisionSystem.Cli.Data;
using VisionSystem.Cli.Deploy;
using VisionSystem.Cli.Docs;
using VisionSystem.Cli.Models;
using VisionSystem.Cli.Terminal;
using VisionSystem.Cli.Testing;

namespace VisionSystem.Cli;

/// <summary>
/// The command <c>vision</c>. Its commands on models and stores use the code and settings of the services and do not require
/// that the services run.
/// </summary>
internal static class VisionCommand
{
    /// <summary>Runs one command and returns the exit code of the process.</summary>
    /// <param name="args">The command line.</param>
    /// <param name="console">The output of the command.</param>
    /// <param name="settings">Settings of logging-service, <c>--KEY=VALUE</c>, in addition to those of the environment.</param>
    /// <param name="cancellationToken">Cancels the command.</param>
    public static Task<int> RunAsync(string[] args, CommandConsole console, string[] settings, CancellationToken cancellationToken = default) => CommandRun.RunAsync(
        new Command("vision", "Images in, boxes out, every prediction stored. `./vision up` runs the system; `./vision` without a command lists all commands.")
        {
            new Command("model", "Lists, checks, downloads and evaluates models.")
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
            TenantsCommand.Create(console, settings),
            TokenCommand.Create(console, settings),
            ManifestsCommand.Create(console),
            DocsCommand.Create(console),
            DeployCommand.Create(console),
            SbomCommand.Create(console),
            BenchCommand.Create(console),
            TestCommand.Create(console),
            new HelpOption(),
        },
        args,
        console,
        cancellationToken);
}
