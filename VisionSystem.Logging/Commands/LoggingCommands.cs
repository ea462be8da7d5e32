using System.CommandLine;
using System.CommandLine.Help;
using VisionSystem.Logging.Storage;
using VisionSystem.ServiceDefaults.Terminal;

namespace VisionSystem.Logging.Commands;

/// <summary>
/// The command lines <c>export</c>, <c>backup</c> and <c>restore</c> of the service's own executable, which work on the stores
/// that the service is set up for, whether or not it runs.
/// </summary>
internal static class LoggingCommands
{
    /// <summary>Whether a command line is one of these, and not the service's.</summary>
    public static bool Are(string[] args) => args is ["export" or "backup" or "restore", ..];

    /// <summary>Runs one command and gives the process's exit code.</summary>
    /// <param name="args">The whole command line.</param>
    /// <param name="console">Where it writes to.</param>
    /// <param name="settings">Settings of the service, <c>--KEY=VALUE</c>, before those of the environment.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static Task<int> RunAsync(string[] args, CommandConsole console, string[] settings, CancellationToken cancellationToken = default) => CommandRun.RunAsync(
        new Command("vision", "Exports, backs up and restores predictions and photos.")
        {
            ExportCommand.Create(console, settings),
            BackupCommand.Create(console, settings),
            RestoreCommand.Create(console, settings),
            new HelpOption(),
        },
        args,
        console,
        cancellationToken);

    /// <summary>Sets what a command does; a store that does not answer is a sentence.</summary>
    public static void Runs(this Command command, CommandConsole console, Func<ParseResult, CancellationToken, Task<int>> action) => command.RunsOrExplains(
        console,
        _ => false,
        async (parsed, cancellationToken) =>
        {
            try
            {
                return await action(parsed, cancellationToken);
            }
            catch (StoreUnavailableException unavailable)
            {
                // Its own message is for clients of the service.
                throw new CommandException(unavailable.Reason, unavailable);
            }
        });
}
