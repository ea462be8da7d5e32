using System.Diagnostics;
using System.Globalization;

namespace VisionSystem.AppHost.Startup;

/// <summary>The processes of Aspire's orchestrator, which end a moment after the resources that they have started.</summary>
internal static class OrchestratorProcesses
{
    private const string Program = "dcp";
    private const string Monitor = "--monitor";
    private const string Session = "--kubeconfig";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Those that work for this process; none where the system does not show command lines.</summary>
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

    /// <summary>Waits until they have ended, so that nothing runs and no port is taken when the AppHost ends.</summary>
    public static async Task WaitAsync(IReadOnlyList<Process> processes)
    {
        using var deadline = new CancellationTokenSource(Patience);
        try
        {
            await Task.WhenAll(processes.Select(process => process.WaitForExitAsync(deadline.Token)));
        }
        catch (OperationCanceledException)
        {
            await Console.Error.WriteLineAsync($"Aspire's orchestrator ({string.Join(", ", processes.Where(process => !process.HasExited).Select(process => process.Id))}) is still ending.");
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
            // It has ended.
            return [];
        }
    }

    private static string? ValueOf(string[] arguments, string option) => Array.IndexOf(arguments, option) is >= 0 and var at && at + 1 < arguments.Length ? arguments[at + 1] : null;
}
