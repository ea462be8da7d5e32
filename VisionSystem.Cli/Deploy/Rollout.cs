using VisionSystem.Cli.Terminal;

namespace VisionSystem.Cli.Deploy;

/// <summary>One deployment of an overlay.</summary>
internal sealed class Rollout(CommandConsole console, Kubectl kubectl, string overlay)
{
    private const string OursAlone = "app.kubernetes.io/part-of=vision-system";
    private const int MostEvents = 15;

    /// <exception cref="CommandException">The cluster does not take it, or it does not come up.</exception>
    public async Task RunAsync(string folder, bool isAgreed, CancellationToken cancellationToken)
    {
        Kubectl.Require();
        var rendered = Checkout.StateOf(overlay + ".yaml");
        var text = await kubectl.RenderAsync(folder, cancellationToken);
        await File.WriteAllTextAsync(rendered, text, cancellationToken);
        await ShowDifferenceAsync(new RenderedObjects(text), cancellationToken);
        if (!isAgreed && !IsAgreed())
        {
            await console.Output.WriteLineAsync("Nothing was changed.");
            return;
        }

        await ApplyAsync(rendered, cancellationToken);
        var (_, workloads) = await kubectl.ReadAsync(["-n", Kubectl.Namespace, "get", "deployments,statefulsets", "-l", OursAlone, "-o", "name"], cancellationToken);
        foreach (var workload in Words(workloads))
        {
            if (await kubectl.RunAsync(["-n", Kubectl.Namespace, "rollout", "status", workload, "--timeout=600s"], cancellationToken) != 0)
            {
                await ExplainAsync(workload, cancellationToken);
                throw new CommandException($"the rollout of {workload} failed: correct what is named above and deploy again");
            }
        }

        await console.Output.WriteLineAsync($"Everything runs. Watch it: kubectl {kubectl.Cluster}-n {Kubectl.Namespace} get pods -w");
    }

    private async Task ShowDifferenceAsync(RenderedObjects objects, CancellationToken cancellationToken)
    {
        if (await kubectl.TryReadAsync(["get", "namespace", Kubectl.Namespace], cancellationToken) is not null)
        {
            var lasting = Checkout.StateOf(overlay + "-lasting.yaml");
            await File.WriteAllTextAsync(lasting, objects.WithoutJobs(), cancellationToken);

            // 0: no difference, 1: differences, which it has shown.
            var exitCode = await kubectl.RunAsync(["diff", "-f", lasting], cancellationToken);
            if (exitCode > 1)
            {
                throw new CommandException("the cluster does not take it; nothing was changed: correct what kubectl names above");
            }

            if (exitCode == 0)
            {
                await console.Output.WriteLineAsync("Nothing differs from what the cluster has.");
            }

            if (await RestingJobsAsync(cancellationToken) is { Length: > 0 } jobs)
            {
                await console.Output.WriteLineAsync($"Jobs that are made anew: {string.Join(' ', jobs)}");
            }

            return;
        }

        if (await kubectl.TryReadAsync(["version"], cancellationToken) is null)
        {
            throw new CommandException($"no cluster answers; start it, choose another with --context, or find the reason with: kubectl {kubectl.Cluster}version");
        }

        await console.Output.WriteLineAsync($"The namespace {Kubectl.Namespace} is not there yet; this makes it, with:");
        foreach (var (kind, count) in objects.Kinds)
        {
            await console.Output.WriteLineAsync($"{count,7}   {kind}");
        }
    }

    private bool IsAgreed()
    {
        console.Error.Write($"Apply {overlay}? [y/N] ");
        return Console.In.ReadLine() == "y";
    }

    /// <summary>A job's pods cannot be changed: the jobs that are not at work make room for their successors.</summary>
    private async Task ApplyAsync(string rendered, CancellationToken cancellationToken)
    {
        if (await RestingJobsAsync(cancellationToken) is { Length: > 0 } jobs
            && (await kubectl.ReadAsync(["-n", Kubectl.Namespace, "delete", "job", .. jobs, "--ignore-not-found"], cancellationToken)).ExitCode != 0)
        {
            throw new CommandException($"these jobs cannot be deleted: {string.Join(' ', jobs)}; see the reason above, and deploy again");
        }

        if (await kubectl.RunAsync(["apply", "-f", rendered], cancellationToken) != 0)
        {
            throw new CommandException("not all of it was applied; correct what is named above, or let that job end, and deploy again: what is applied already stays as it is");
        }
    }

    /// <summary>The jobs that have no pod at work: done, failed or suspended.</summary>
    private async Task<string[]> RestingJobsAsync(CancellationToken cancellationToken)
    {
        const string Names = "go-template={{range .items}}{{if not .status.active}}{{.metadata.name}} {{end}}{{end}}";
        return Words(await kubectl.TryReadAsync(["-n", Kubectl.Namespace, "get", "jobs", "-l", OursAlone, "-o", Names], cancellationToken) ?? "");
    }

    private async Task ExplainAsync(string workload, CancellationToken cancellationToken)
    {
        await console.Error.WriteAsync((await kubectl.ReadAsync(["-n", Kubectl.Namespace, "get", "pods", "-o", "wide"], cancellationToken)).Output);
        var events = await kubectl.TryReadAsync(
            ["-n", Kubectl.Namespace, "get", "events", "--field-selector", "type=Warning", "--sort-by=.lastTimestamp"], cancellationToken);
        foreach (var line in (events ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries).TakeLast(MostEvents))
        {
            await console.Error.WriteLineAsync(line);
        }

        await console.Error.WriteLineAsync($"""

            {workload} does not come up. Old pods go on serving while new ones are not ready.
              why        kubectl {kubectl.Cluster}-n {Kubectl.Namespace} describe {workload}; kubectl {kubectl.Cluster}-n {Kubectl.Namespace} logs {workload} --previous
              go back    kubectl {kubectl.Cluster}-n {Kubectl.Namespace} rollout undo {workload}
              symptoms   docs/deployment.md#troubleshooting
            """);
    }

    private static string[] Words(string text) => text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
}
