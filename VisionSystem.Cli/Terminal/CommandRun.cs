using System.CommandLine;
using VisionSystem.Logging.Persistence;
using VisionSystem.ServiceDefaults.Configuration;
using VisionSystem.Vision.Evaluation.DataSets;
using VisionSystem.Vision.Models;

namespace VisionSystem.Cli.Terminal;

/// <summary>
/// Runs commands. Results go to standard output, all other text to standard error. An expected failure is reported as one
/// sentence and an exit code.
/// </summary>
internal static class CommandRun
{
    public const int Success = 0;

    /// <summary>The command line is invalid; the help was printed.</summary>
    public const int BadUsage = 1;

    /// <summary>The command failed; one sentence was printed.</summary>
    public const int Failure = 2;

    /// <summary>Ctrl-C stopped the command: 128 + SIGINT, the convention of shells.</summary>
    public const int Stopped = 130;

    /// <summary>Time that a command may take to stop after Ctrl-C.</summary>
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(10);

    /// <summary>Runs one command and returns the exit code of the process.</summary>
    public static async Task<int> RunAsync(Command commands, string[] args, CommandConsole console, CancellationToken cancellationToken)
    {
        // No response files: an argument that starts with @ is an ordinary argument.
        var parsed = commands.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        var invocation = new InvocationConfiguration
        {
            // Requested help is a result; help after an error is not.
            Output = parsed.Errors.Count > 0 ? console.Error : console.Output,
            Error = console.Error,
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = StopTimeout,
        };
        return await parsed.InvokeAsync(invocation, cancellationToken);
    }

    /// <summary>Sets the action of a command and the exit code of its failure.</summary>
    /// <param name="command">The command.</param>
    /// <param name="console">The output of errors.</param>
    /// <param name="action">The action, which returns the exit code.</param>
    /// <param name="failure">The exit code of a failure.</param>
    public static void SetHandler(
        this Command command, CommandConsole console, Func<ParseResult, CancellationToken, Task<int>> action, int failure = Failure) =>
        command.SetAction(async (parsed, cancellationToken) =>
        {
            // Caught here, because System.CommandLine ignores exceptions of an action after Ctrl-C.
            try
            {
                return await action(parsed, cancellationToken);
            }
            catch (Exception e) when (Describe(e) is { } sentence)
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

    /// <summary>Returns the sentence for an expected failure; null for an unexpected exception.</summary>
    private static string? Describe(Exception e) => e switch
    {
        // The exception message is for clients of the service.
        StoreUnavailableException unavailable => unavailable.Reason,
        CommandException or ConfigurationException or DataSetException or ModelException or IOException or UnauthorizedAccessException or InvalidDataException => e.Message,
        _ => null,
    };
}

/// <summary>A command failed. The message is one sentence with a remedy.</summary>
internal sealed class CommandException(string message, Exception? inner = null) : Exception(message, inner);
