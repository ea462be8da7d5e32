using VisionSystem.Cli.Terminal;

namespace VisionSystem.Cli.Deploy;

/// <summary>One deployment of an overlay.</summary>
internal sealed class Rollout(CommandConsole console, Kubectl kubectl, string overlay)
{
    private const string SystemLabel = "app.kubernetes.io/part-of=vision-system";
    private const int MaxEvents = 15;

    /// <summary>Shows the difference, applies the overlay and waits for its workloads.</summary>
    /// <exception cref="CommandException">The cluster rejects the overlay, or a workload does not become ready.</exception>
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
        var (_, workloads) = await kubectl.ReadAsync(["-n", Kubectl.Namespace, "get", "deployments,statefulsets", "-l", SystemLabel, "-o", "name"], cancellationToken);
        foreach (var workload in Words(workloads))
        {
            if (await kubectl.RunAsync(["-n", Kubectl.Namespace, "rollout", "status", workload, "--timeout=600s"], cancellationToken) != 0)
            {
                await ExplainAsync(workload, cancellationToken);
                throw new CommandException($"the rollout of {workload} failed: correct the problem reported above, then deploy again");
            }
        }

        await console.Output.WriteLineAsync($"All workloads are ready. Watch them: kubectl {kubectl.Cluster}-n {Kubectl.Namespace} get pods -w");
    }

    private async Task ShowDifferenceAsync(RenderedObjects objects, CancellationToken cancellationToken)
    {
        if (await kubectl.TryReadAsync(["get", "namespace", Kubectl.Namespace], cancellationToken) is not null)
        {
            var lasting = Checkout.StateOf(overlay + "-lasting.yaml");
            await File.WriteAllTextAsync(lasting, objects.WithoutJobs(), cancellationToken);

            // Exit code 0: no differences; 1: kubectl has shown differences.
            var exitCode = await kubectl.RunAsync(["diff", "-f", lasting], cancellationToken);
            if (exitCode > 1)
            {
                throw new CommandException("the cluster rejects the overlay; nothing was changed: correct the errors that kubectl reports above");
            }

            if (exitCode == 0)
            {
                await console.Output.WriteLineAsync("The cluster already matches the overlay.");
            }

            if (await FindInactiveJobsAsync(cancellationToken) is { Length: > 0 } jobs)
            {
                await console.Output.WriteLineAsync($"Jobs that are created again: {string.Join(' ', jobs)}");
            }

            return;
        }

        if (await kubectl.TryReadAsync(["version"], cancellationToken) is null)
        {
            throw new CommandException($"no cluster responds; start it, choose another with --context, or find the reason with: kubectl {kubectl.Cluster}version");
        }

        await console.Output.WriteLineAsync($"The namespace {Kubectl.Namespace} does not exist. This deployment creates it, with:");
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

    /// <summary>Deletes inactive jobs, because the pods of a job cannot be changed, and applies the objects.</summary>
    private async Task ApplyAsync(string rendered, CancellationToken cancellationToken)
    {
        if (await FindInactiveJobsAsync(cancellationToken) is { Length: > 0 } jobs
            && (await kubectl.ReadAsync(["-n", Kubectl.Namespace, "delete", "job", .. jobs, "--ignore-not-found"], cancellationToken)).ExitCode != 0)
        {
            throw new CommandException($"these jobs cannot be deleted: {string.Join(' ', jobs)}; correct the problem reported above, then deploy again");
        }

        if (await kubectl.RunAsync(["apply", "-f", rendered], cancellationToken) != 0)
        {
            throw new CommandException("some objects were not applied; correct the problem reported above or wait until the job ends, then deploy again. Applied objects remain unchanged");
        }
    }

    /// <summary>Returns the jobs without active pods: completed, failed or suspended.</summary>
    private async Task<string[]> FindInactiveJobsAsync(CancellationToken cancellationToken)
    {
        const string Names = "go-template={{range .items}}{{if not .status.active}}{{.metadata.name}} {{end}}{{end}}";
        return Words(await kubectl.TryReadAsync(["-n", Kubectl.Namespace, "get", "jobs", "-l", SystemLabel, "-o", Names], cancellationToken) ?? "");
    }

    private async Task ExplainAsync(string workload, CancellationToken cancellationToken)
    {
        await console.Error.WriteAsync((await kubectl.ReadAsync(["-n", Kubectl.Namespace, "get", "pods", "-o", "wide"], cancellationToken)).Output);
        var events = await kubectl.TryReadAsync(
            ["-n", Kubectl.Namespace, "get", "events", "--field-selector", "type=Warning", "--sort-by=.lastTimestamp"], cancellationToken);
        foreach (var line in (events ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries).TakeLast(MaxEvents))
        {
            await console.Error.WriteLineAsync(line);
        }

        await console.Error.WriteLineAsync($"""

            {workload} does not become ready. Old pods continue to serve requests until new pods are ready.
              reason     kubectl {kubectl.Cluster}-n {Kubectl.Namespace} describe {workload}; kubectl {kubectl.Cluster}-n {Kubectl.Namespace} logs {workload} --previous
              undo       kubectl {kubectl.Cluster}-n {Kubectl.Namespace} rollout undo {workload}
              symptoms   docs/deployment.md#troubleshooting
            """);
    }

    private static string[] Words(string text) => text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
}
