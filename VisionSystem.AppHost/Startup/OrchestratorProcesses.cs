using System.Diagnostics;
using System.Globalization;

namespace VisionSystem.AppHost.Startup;

/// <summary>The processes of Aspire's orchestrator, which end shortly after the resources that they have started.</summary>
internal static class OrchestratorProcesses
{
    private const string Program = "dcp";
    private const string Monitor = "--monitor";
    private const string Session = "--kubeconfig";

    private static readonly TimeSpan ExitTimeout = TimeSpan.FromSeconds(10);

    /// <summary>Returns the orchestrator processes of this AppHost; empty on systems other than Linux, where command lines cannot be read.</summary>
    public static IReadOnlyList<Process> Find()
    {
        if (!OperatingSystem.IsLinux())
        {
            return [];
        }

        var own = Environment.ProcessId.ToString(CultureInfo.InvariantCulture);
        var all = Process.GetProcessesByName(Program).Select(process => (Process: process, Arguments: ArgumentsOf(process))).ToList();
        var session = all.Where(found => ValueOf(found.Arguments, Monitor) == own).Select(found => ValueOf(found.Arguments, Session)).FirstOrDefault();
        return session is null ? [] : [.. all.Where(found => ValueOf(found.Arguments, Session) == session).Select(found => found.Process)];
    }

    /// <summary>Waits until the processes have ended, so that no process and no port is in use after the AppHost ends.</summary>
    public static async Task WaitAsync(IReadOnlyList<Process> processes)
    {
        using var deadline = new CancellationTokenSource(ExitTimeout);
        try
        {
            await Task.WhenAll(processes.Select(process => process.WaitForExitAsync(deadline.Token)));
        }
        catch (OperationCanceledException)
        {
            await Console.Error.WriteLineAsync($"Aspire's orchestrator ({string.Join(", ", processes.Where(process => !process.HasExited).Select(process => process.Id))}) has not ended yet.");
        }
    }

    private static string[] ArgumentsOf(Process process)
    {
        try
        {
            return File.ReadAllText($"/proc/{process.Id}/cmdline").Split('\0');
        }
        catch (IOException)
        {
            // The process has ended.
            return [];
        }
    }

    private static string? ValueOf(string[] arguments, string option) => Array.IndexOf(arguments, option) is >= 0 and var at && at + 1 < arguments.Length ? arguments[at + 1] : null;
}
