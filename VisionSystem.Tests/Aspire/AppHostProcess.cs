using System.Diagnostics;
using System.Text;
using VisionSystem.Tests.EndToEnd;
using VisionSystem.Tests.Servers;

namespace VisionSystem.Tests.Aspire;

/// <summary>The AppHost as a user runs it: a process of its own.</summary>
internal sealed class AppHostProcess : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly StringBuilder _output = new();
    private readonly StringBuilder _errors = new();

    private AppHostProcess(Process process)
    {
        Process = process;
        process.OutputDataReceived += (_, line) => Note(_output, line.Data);
        process.ErrorDataReceived += (_, line) => Note(_errors, line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public Process Process { get; }

    public string Output => Read(_output);

    public string Errors => Read(_errors);

    public static AppHostProcess Start(params string[] args) => Start([], args);

    public static AppHostProcess Start(IEnumerable<(string Name, string? Value)> environment, params string[] args)
    {
        var start = new ProcessStartInfo(TestTools.Program("dotnet") ?? "dotnet", [typeof(Projects.VisionSystem_AppHost).Assembly.Location, .. args])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            Environment = { ["ASPNETCORE_URLS"] = null },
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        return new(Process.Start(start)!);
    }

    /// <summary>Runs it to its end; only for command lines that it refuses.</summary>
    public static Task<(int ExitCode, string Errors)> RunAsync(params string[] args) => RunAsync([], args);

    public static async Task<(int ExitCode, string Errors)> RunAsync(IEnumerable<(string Name, string? Value)> environment, params string[] args)
    {
        using var host = Start(environment, args);
        return (await host.EndedAsync(), host.Errors);
    }

    /// <summary>Waits for its end, and gives its exit code.</summary>
    public async Task<int> EndedAsync()
    {
        await Process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(Patience, TestContext.Current.CancellationToken);
        return Process.ExitCode;
    }

    /// <summary>Waits for the line that says that all is ready.</summary>
    public async Task ReadyAsync()
    {
        await Until.TrueAsync("the AppHost is ready or has ended", _ => Task.FromResult(Process.HasExited || Output.Split('\n').Any(line => line.StartsWith("Ready", StringComparison.Ordinal))), Patience);
        Assert.False(Process.HasExited, Errors);
    }

    public void Dispose()
    {
        if (!Process.HasExited)
        {
            Process.Kill(entireProcessTree: true);
        }

        Process.Dispose();
    }

    private static void Note(StringBuilder text, string? line)
    {
        if (line is not null)
        {
            lock (text)
            {
                text.Append(line).Append('\n');
            }
        }
    }

    private static string Read(StringBuilder text)
    {
        lock (text)
        {
            return text.ToString();
        }
    }
}
