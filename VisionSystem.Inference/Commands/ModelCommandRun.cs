using System.CommandLine;
using VisionSystem.Inference.Evaluation.DataSets;
using VisionSystem.Inference.Models;
using VisionSystem.ServiceDefaults.Terminal;

namespace VisionSystem.Inference.Commands;

/// <summary>What goes wrong with models and data sets is for people to read.</summary>
internal static class ModelCommandRun
{
    /// <summary>Sets what the command does and which exit code it gives.</summary>
    public static void Runs(this Command command, CommandConsole console, Func<ParseResult, CancellationToken, Task<int>> action) =>
        command.RunsOrExplains(console, e => e is DataSetException or ModelException, action);
}
