using System.CommandLine;
using System.CommandLine.Help;
using VisionSystem.Inference.Commands.Terminal;

namespace VisionSystem.Inference.Commands;

/// <summary>
/// The command line <c>model …</c> of the service's own executable, so that a model is checked and measured by the code that
/// serves it. Results go to standard output, everything else to standard error.
/// </summary>
internal static class ModelCommands
{
    public const int Success = 0;

    /// <summary>The command line makes no sense; the help was printed.</summary>
    public const int BadUsage = 1;

    /// <summary>What was asked for failed; one sentence was printed.</summary>
    public const int Failure = 2;

    /// <summary>Stopped by Ctrl-C, as shells count it.</summary>
    public const int Stopped = 130;

    /// <summary>How long Ctrl-C waits for the photos that are running.</summary>
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(10);

    /// <param name="args">What follows <c>model</c>.</param>
    public static Task<int> RunAsync(string[] args) => RunAsync(args, CommandConsole.OfProcess());

    /// <summary>Runs one command and gives the process's exit code.</summary>
    public static async Task<int> RunAsync(string[] args, CommandConsole console, CancellationToken cancellationToken = default)
    {
        var model = new Command("model", "Lists, checks, fetches and measures models.")
        {
            ListCommand.Create(console),
            CheckCommand.Create(console),
            PullCommand.Create(console),
            EvalCommand.Create(console),
            new HelpOption(),
        };
        var parsed = model.Parse(args);
        var invocation = new InvocationConfiguration
        {
            // Help that was asked for is a result; help after a mistake is not.
            Output = parsed.Errors.Count > 0 ? console.Error : console.Output,
            Error = console.Error,
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = StopTimeout,
        };
        return await parsed.InvokeAsync(invocation, cancellationToken);
    }
}
