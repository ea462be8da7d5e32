using System.CommandLine;
using VisionSystem.Logging.Persistence;
using VisionSystem.ServiceDefaults.Configuration;
using VisionSystem.Vision.Evaluation.DataSets;
using VisionSystem.Vision.Models;

namespace VisionSystem.Cli.Terminal;

/// <summary>
/// How commands run. Results go to standard output, everything else to standard error; what was expected to go wrong is a
/// sentence and an exit code.
/// </summary>
internal static class CommandRun
{
    public const int Success = 0;

    /// <summary>The command line makes no sense; the help was printed.</summary>
    public const int BadUsage = 1;

    /// <summary>What was asked for failed; one sentence was printed.</summary>
    public const int Failure = 2;

    /// <summary>Stopped by Ctrl-C, as shells count it.</summary>
    public const int Stopped = 130;

    /// <summary>How long Ctrl-C waits for what is running.</summary>
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(10);

    /// <summary>Runs one command and gives the process's exit code.</summary>
    public static async Task<int> RunAsync(Command commands, string[] args, CommandConsole console, CancellationToken cancellationToken)
    {
        // Response files off: an argument that starts with @ is an argument.
        var parsed = commands.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
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

    /// <summary>Sets what a command does and which exit code it gives.</summary>
    /// <param name="command">The command.</param>
    /// <param name="console">Where it writes to.</param>
    /// <param name="action">What it does.</param>
    /// <param name="failure">The exit code of a failure.</param>
    public static void Runs(
        this Command command, CommandConsole console, Func<ParseResult, CancellationToken, Task<int>> action, int failure = Failure) =>
        command.SetAction(async (parsed, cancellationToken) =>
        {
            // Caught in here: System.CommandLine says nothing of an action that throws after Ctrl-C.
            try
            {
                return await action(parsed, cancellationToken);
            }
            catch (Exception e) when (Sentence(e) is { } sentence)
            {
                await console.Error.WriteLineAsync($"vision: {sentence}");
                return failure;
            }
            catch (OperationCanceledException)
            {
                await console.Error.WriteLineAsync("vision: stopped");
                return Stopped;
            }
        });

    /// <summary>What went wrong, for people; null where nobody expected it.</summary>
    private static string? Sentence(Exception e) => e switch
    {
        // Its own message is for clients of the service.
        StoreUnavailableException unavailable => unavailable.Reason,
        CommandException or ConfigurationException or DataSetException or ModelException or IOException or UnauthorizedAccessException or InvalidDataException => e.Message,
        _ => null,
    };
}

/// <summary>A command cannot do what was asked; the message is one sentence for people.</summary>
internal sealed class CommandException(string message, Exception? inner = null) : Exception(message, inner);
