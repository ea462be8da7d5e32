using System.CommandLine;
using System.CommandLine.Help;
using VisionSystem.ServiceDefaults.Terminal;

namespace VisionSystem.Inference.Commands;

/// <summary>
/// The command line <c>model …</c> of the service's own executable, so that a model is checked and measured by the code that
/// serves it. Results go to standard output, everything else to standard error.
/// </summary>
internal static class ModelCommands
{
    /// <param name="args">What follows <c>model</c>.</param>
    public static Task<int> RunAsync(string[] args) => RunAsync(args, CommandConsole.OfProcess());

    /// <summary>Runs one command and gives the process's exit code.</summary>
    public static Task<int> RunAsync(string[] args, CommandConsole console, CancellationToken cancellationToken = default) => CommandRun.RunAsync(
        new Command("model", "Lists, checks, fetches and measures models.")
        {
            ListCommand.Create(console),
            CheckCommand.Create(console),
            PullCommand.Create(console),
            EvalCommand.Create(console),
            new HelpOption(),
        },
        args,
        console,
        cancellationToken);
}
