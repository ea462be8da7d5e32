using System.Diagnostics;
using VisionSystem.Cli.Processes;
using VisionSystem.Tests.Servers;

namespace VisionSystem.Tests.Aspire;

/// <summary>The AppHost as a separate process, as a user runs it.</summary>
internal sealed class AppHostProcess : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly OutputLines _lines = new();

    private AppHostProcess(ProcessStartInfo start) => Process = ChildProcess.Start(start, _lines.Add);

    public ChildProcess Process { get; }

    public string Output => _lines.Output;

    public string Errors => _lines.Errors;

    public static AppHostProcess Start(params string[] args) => Start([], args);

    public static AppHostProcess Start(IEnumerable<(string Name, string? Value)> environment, params string[] args)
    {
        var start = new ProcessStartInfo(TestTools.Program("dotnet") ?? "dotnet", [typeof(Projects.VisionSystem_AppHost).Assembly.Location, .. args])
        {
            RedirectStandardInput = true,
            Environment = { ["ASPNETCORE_URLS"] = null },
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        return new(start);
    }

    /// <summary>Runs the AppHost until it exits. Only for command lines that it rejects.</summary>
    public static Task<(int ExitCode, string Errors)> RunAsync(params string[] args) => RunAsync([], args);

    public static async Task<(int ExitCode, string Errors)> RunAsync(IEnumerable<(string Name, string? Value)> environment, params string[] args)
    {
        using var host = Start(environment, args);
        return (await host.EndedAsync(), host.Errors);
    }

    /// <summary>Waits for the process to exit and returns the exit code.</summary>
    public Task<int> EndedAsync() => Process.EndAsync(TestContext.Current.CancellationToken).WaitAsync(Patience, TestContext.Current.CancellationToken);

    /// <summary>Waits for the last line of the report on readiness.</summary>
    public async Task ReadyAsync()
    {
        await Until.TrueAsync("the AppHost is ready or has ended", () => Process.HasExited || Output.Contains("\n  stop it ", StringComparison.Ordinal), Patience);
        Assert.False(Process.HasExited, Errors);
    }

    public void Dispose() => Process.Dispose();
}
