using System.Diagnostics;
using VisionSystem.Cli.Terminal;

namespace VisionSystem.Cli.Deploy;

/// <summary><c>kubectl</c>, and the cluster that it is to talk to.</summary>
/// <param name="console">Where its errors go.</param>
/// <param name="context">The cluster as kubectl names it; null for the current one.</param>
internal sealed class Kubectl(CommandConsole console, string? context)
{
    public const string Namespace = "vision-system";

    /// <summary>The arguments that choose the cluster, for a person to type.</summary>
    public string Cluster { get; } = context is null ? "" : $"--context {context} ";

    /// <exception cref="CommandException">It is not installed.</exception>
    public static void Require()
    {
        if (!Tool.IsInstalled("kubectl"))
        {
            throw new CommandException("'kubectl' is missing: install it (https://kubernetes.io/docs/tasks/tools)");
        }
    }

    /// <summary>What a kustomization renders to.</summary>
    /// <exception cref="CommandException">It does not render; kubectl has said why.</exception>
    public async Task<string> RenderAsync(string folder, CancellationToken cancellationToken)
    {
        var (exitCode, output) = await Tool.ReadAsync(new ProcessStartInfo("kubectl", ["kustomize", folder]), console.Error, cancellationToken);
        return exitCode == 0 ? output : throw new CommandException($"{folder} does not render: correct what kubectl names above");
    }

    /// <summary>Runs a command on the streams of this process.</summary>
    public Task<int> RunAsync(string[] arguments, CancellationToken cancellationToken) => Tool.RunAsync(Start(arguments), cancellationToken);

    /// <summary>Runs a command and gives what it wrote to standard output; its errors are shown.</summary>
    public Task<(int ExitCode, string Output)> ReadAsync(string[] arguments, CancellationToken cancellationToken) =>
        Tool.ReadAsync(Start(arguments), console.Error, cancellationToken);

    /// <summary>Runs a command and gives what it wrote to standard output, where it works.</summary>
    /// <returns>Null where it fails.</returns>
    public async Task<string?> TryReadAsync(string[] arguments, CancellationToken cancellationToken) =>
        await Tool.ReadAsync(Start(arguments), TextWriter.Null, cancellationToken) is (0, var output) ? output : null;

    private ProcessStartInfo Start(string[] arguments) => new("kubectl", context is null ? arguments : ["--context", context, .. arguments]);
}
