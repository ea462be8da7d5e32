using System.Diagnostics;
using VisionSystem.Cli;
using VisionSystem.Tests.Servers;

namespace VisionSystem.Tests.Cli;

/// <summary>
/// Tests the kubectl calls of <c>./vision deploy</c>. A script in place of kubectl records the calls, returns prepared results,
/// and rejects a changed job as a cluster does.
/// </summary>
public sealed class DeployCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Shows_the_difference_applies_and_waits_for_every_workload()
    {
        var (exitCode, output) = await DeployAsync(rollout: 0, "dev", "--yes", "--context", "kind-kind");

        Assert.True(exitCode == 0, output);
        Assert.Equal(["get namespace", "diff -f", "-n vision-system get jobs", "-n vision-system get jobs", "-n vision-system delete job", "apply -f", "-n vision-system get deployments,statefulsets", "-n vision-system rollout status"], Calls("--context kind-kind "));
        Assert.Contains("Jobs that are created again: models-download restore", output, StringComparison.Ordinal);
        Assert.Contains("All workloads are ready", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Explains_the_rollback_when_a_rollout_fails()
    {
        var (exitCode, output) = await DeployAsync(rollout: 1, "dev", "--yes");

        Assert.Equal(1, exitCode);
        Assert.Contains("rollout undo deployment.apps/yolo-inference", output, StringComparison.Ordinal);
        Assert.Contains("docs/deployment.md#troubleshooting", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Changes_nothing_without_confirmation()
    {
        var (exitCode, output) = await DeployAsync(rollout: 0, "dev");

        Assert.True(exitCode == 0, output);
        Assert.DoesNotContain(Calls(""), call => call.StartsWith("apply", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Lists_the_overlays_for_an_unknown_name()
    {
        var (exitCode, output) = await DeployAsync(rollout: 0, "staging");

        Assert.Equal(1, exitCode);
        Assert.Contains("blue-green dev production", output, StringComparison.Ordinal);
    }

    private string[] Calls(string prefix)
    {
        var log = Path.Combine(_folder.Path, "calls");
        return File.Exists(log)
            ? [.. File.ReadLines(log).Where(call => !call.StartsWith("kustomize", StringComparison.Ordinal)).Select(call => call.StartsWith(prefix, StringComparison.Ordinal) ? call[prefix.Length..] : call)
                .Select(call => call.StartsWith("-n", StringComparison.Ordinal) ? string.Join(' ', call.Split(' ').Take(4)) : string.Join(' ', call.Split(' ').Take(2)))]
            : [];
    }

    private async Task<(int ExitCode, string Output)> DeployAsync(int rollout, params string[] arguments)
    {
        var kubectl = TestTools.Program("kubectl");
        Assert.SkipWhen(kubectl is null, "kubectl is not installed (https://kubernetes.io/docs/tasks/tools)");
        var stand = Path.Combine(_folder.Path, "kubectl");
        await File.WriteAllTextAsync(
            stand,
            $$"""
            #!/bin/sh
            echo "$*" >> "{{_folder.Path}}/calls"
            case "$*" in
              kustomize*) exec "{{kubectl}}" "$@" ;;
              *" diff "* | diff*)
                for file; do :; done
                ! grep -q '^kind: Job$' "$file" || { echo 'field is immutable'; exit 2; }
                grep -q '^kind: Deployment$' "$file" || { echo 'nothing to compare'; exit 2; }
                echo '+ a difference'; exit 1 ;;
              *"get jobs"*) echo 'models-download restore ' ;;
              *"get deployments"*) echo deployment.apps/yolo-inference ;;
              *"rollout status"*) exit {{rollout}} ;;
            esac
            """,
            TestContext.Current.CancellationToken);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(stand, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        var start = new ProcessStartInfo("dotnet", [typeof(VisionCommand).Assembly.Location, "deploy", .. arguments])
        {
            Environment = { ["PATH"] = _folder.Path + Path.PathSeparator + Environment.GetEnvironmentVariable("PATH") },
        };
        var (exitCode, output) = await TestTools.RunWithInputAsync(start, "");
        return (exitCode, output.Output + output.Errors);
    }
}
