using System.CommandLine;
using VisionSystem.Inference.Commands.Terminal;
using VisionSystem.Inference.Evaluation.DataSets;
using VisionSystem.Inference.Models;
using VisionSystem.ServiceDefaults.Configuration;

namespace VisionSystem.Inference.Commands;

/// <summary>Runs a command, and turns what it expected to go wrong into a sentence and an exit code.</summary>
internal static class CommandRun
{
    /// <summary>Sets what the command does and which exit code it gives.</summary>
    public static void Runs(this Command command, CommandConsole console, Func<ParseResult, CancellationToken, Task<int>> action) =>
        command.SetAction(async (parsed, cancellationToken) =>
        {
            // Caught in here: System.CommandLine says nothing of an action that throws after Ctrl-C.
            try
            {
                return await action(parsed, cancellationToken);
            }
            catch (Exception e) when (IsExpected(e))
            {
                await console.Error.WriteLineAsync($"vision: {e.Message}");
                return ModelCommands.Failure;
            }
            catch (OperationCanceledException)
            {
                await console.Error.WriteLineAsync("vision: stopped");
                return ModelCommands.Stopped;
            }
        });

    private static bool IsExpected(Exception e) =>
        e is CommandException or DataSetException or ModelException or ConfigurationException or IOException or UnauthorizedAccessException;
}

/// <summary>A command cannot do what was asked; the message is one sentence for people.</summary>
internal sealed class CommandException(string message, Exception? inner = null) : Exception(message, inner);
