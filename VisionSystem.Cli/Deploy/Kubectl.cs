using System.Diagnostics;
using VisionSystem.Cli.Terminal;

namespace VisionSystem.Cli.Deploy;

/// <summary>Runs <c>kubectl</c> on one cluster.</summary>
/// <param name="console">The output of its errors.</param>
/// <param name="context">The kubectl context of the cluster; null for the current context.</param>
internal sealed class Kubectl(CommandConsole console, string? context)
{
    public const string Namespace = "vision-system";

    /// <summary>The arguments that choose the cluster, for displayed commands.</summary>
    public string Cluster { get; } = context is null ? "" : $"--context {context} ";

    /// <exception cref="CommandException">kubectl is not installed.</exception>
    public static void Require()
    {
        if (!Tool.IsInstalled("kubectl"))
        {
            throw new CommandException("'kubectl' is missing: install it (https://kubernetes.io/docs/tasks/tools)");
        }
    }

    /// <summary>Renders a kustomization to YAML.</summary>
    /// <exception cref="CommandException">The kustomization is invalid; kubectl has reported the reason.</exception>
    public async Task<string> RenderAsync(string folder, CancellationToken cancellationToken)
    {
        var (exitCode, output) = await Tool.ReadAsync(new ProcessStartInfo("kubectl", ["kustomize", folder]), console.Error, cancellationToken);
        return exitCode == 0 ? output : throw new CommandException($"{folder} cannot be rendered: correct the errors that kubectl reports above");
    }

    /// <summary>Runs a command with the streams of this process.</summary>
    public Task<int> RunAsync(string[] arguments, CancellationToken cancellationToken) => Tool.RunAsync(Start(arguments), cancellationToken);

    /// <summary>Runs a command, returns its standard output and shows its errors.</summary>
    public Task<(int ExitCode, string Output)> ReadAsync(string[] arguments, CancellationToken cancellationToken) =>
        Tool.ReadAsync(Start(arguments), console.Error, cancellationToken);

    /// <summary>Runs a command and returns its standard output; null if the command fails.</summary>
    public async Task<string?> TryReadAsync(string[] arguments, CancellationToken cancellationToken) =>
        await Tool.ReadAsync(Start(arguments), TextWriter.Null, cancellationToken) is (0, var output) ? output : null;

    private ProcessStartInfo Start(string[] arguments) => new("kubectl", context is null ? arguments : ["--context", context, .. arguments]);
}
