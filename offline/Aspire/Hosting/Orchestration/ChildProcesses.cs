using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Aspire.Hosting.Orchestration;

/// <summary>Starts processes so that none is left behind, however the AppHost ends.</summary>
internal sealed partial class ChildProcesses : IDisposable
{
    public const int Sigterm = 15;

    private const int Sigkill = 9;

    // A session of its own keeps a terminal's Ctrl-C from a process: the AppHost alone decides the order in which they end.
    private readonly string? _setsid = Executables.Find("setsid");
    private readonly Lazy<Guard?> _guard;

    public ChildProcesses() => _guard = new(() => Guard.Start(_setsid));

    public Process Start(
        string program, IReadOnlyList<string> arguments, string workingDirectory, IReadOnlyDictionary<string, string?> environment,
        Action<string, bool> onLine)
    {
        string[] command = _setsid is null ? [program, .. arguments] : [_setsid, program, .. arguments];
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            WorkingDirectory = workingDirectory,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        var guard = _guard.Value;
        var process = new Process { StartInfo = start, EnableRaisingEvents = true };
        process.OutputDataReceived += (_, line) => Forward(line.Data, isError: false);
        process.ErrorDataReceived += (_, line) => Forward(line.Data, isError: true);
        process.Start();
        var id = process.Id;
        guard?.Watch(id);
        process.Exited += (_, _) => guard?.Forget(id);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;

        void Forward(string? line, bool isError)
        {
            if (line is not null)
            {
                onLine(line, isError);
            }
        }
    }

    /// <summary>Asks a process to end, and ends it and whatever it started when it has not done so in time.</summary>
    public async Task StopAsync(Process process, TimeSpan patience, int signal = Sigterm)
    {
        if (!process.HasExited)
        {
            Signal(process, process.Id, signal);
        }

        try
        {
            await process.WaitForExitAsync().WaitAsync(patience).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            Signal(process, _setsid is null ? process.Id : -process.Id, Sigkill);
            await process.WaitForExitAsync().ConfigureAwait(false);
        }
    }

    public void Dispose()
    {
        if (_guard.IsValueCreated)
        {
            _guard.Value?.Dispose();
        }
    }

    private static void Signal(Process process, int target, int signal)
    {
        if (OperatingSystem.IsWindows())
        {
            process.Kill(entireProcessTree: true);
        }
        else
        {
            // ESRCH, it has ended meanwhile, is what was wanted.
            _ = Kill(target, signal);
        }
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Kill(int processId, int signal);
}
