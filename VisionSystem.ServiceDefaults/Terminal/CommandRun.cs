using System.CommandLine;
using VisionSystem.ServiceDefaults.Configuration;

namespace VisionSystem.ServiceDefaults.Terminal;

/// <summary>
/// Runs the commands of a service's own executable. Results go to standard output, everything else to standard error; what was
/// expected to go wrong is a sentence and an exit code.
/// </summary>
public static class CommandRun
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
        var parsed = commands.Parse(args);
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
    /// <param name="isExpected">Which exceptions of the service's own are sentences for people.</param>
    /// <param name="action">What it does.</param>
    public static void RunsOrExplains(
        this Command command, CommandConsole console, Func<Exception, bool> isExpected, Func<ParseResult, CancellationToken, Task<int>> action) =>
        command.SetAction(async (parsed, cancellationToken) =>
        {
            // Caught in here: System.CommandLine says nothing of an action that throws after Ctrl-C.
            try
            {
                return await action(parsed, cancellationToken);
            }
            catch (Exception e) when (e is CommandException or ConfigurationException or IOException or UnauthorizedAccessException || isExpected(e))
            {
                await console.Error.WriteLineAsync($"vision: {e.Message}");
                return Failure;
            }
            catch (OperationCanceledException)
            {
                await console.Error.WriteLineAsync("vision: stopped");
                return Stopped;
            }
        });
}

/// <summary>A command cannot do what was asked; the message is one sentence for people.</summary>
public sealed class CommandException(string message, Exception? inner = null) : Exception(message, inner);
