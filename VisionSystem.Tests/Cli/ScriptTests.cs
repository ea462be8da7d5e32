using System.Diagnostics;
using VisionSystem.Cli.Processes;
using VisionSystem.Tests.Deployment;

namespace VisionSystem.Tests.Cli;

/// <summary>
/// Tests <c>up</c> and <c>down</c> of the script with a copy of it. A stub <c>dotnet</c> on the path starts a process that
/// prints Ready and a second one that outlives it.
/// </summary>
public sealed class ScriptTests : IAsyncDisposable
{
    private const string StartsAndLingers = """
        touch "$here/started"
        (trap '' TERM; while [ -e "$here/started" ]; do sleep 0.1; done) &
        echo "Starting $*"
        echo "Ready."
        echo "  API  http://127.0.0.1:8000/"
        trap 'exit 0' TERM
        while :; do sleep 0.1; done
        """;

    private readonly TemporaryFolder _folder = new();

    private string Lingering => Path.Combine(_folder.Path, "started");

    [Fact]
    public async Task Up_returns_when_ready_and_down_when_the_last_process_has_ended()
    {
        await PrepareAsync(StartsAndLingers);

        var (exitCode, output) = await RunAsync("up", "--data", "here", "--detach", "--port", "8123");
        Assert.True(exitCode == 0, output);
        Assert.Contains($"-- --data {_folder.Path}/here --port 8123", output, StringComparison.Ordinal);
        Assert.Contains("API  http://127.0.0.1:8000/", output, StringComparison.Ordinal);
        Assert.Contains("API  http://127.0.0.1:8000/", (await RunAsync("status")).Output, StringComparison.Ordinal);

        var lines = new OutputLines();
        using var down = ChildProcess.Start(Script("down"), lines.Add);
        await Until.TrueAsync("it begins to stop", () => lines.Output == "Stopping …\n");
        var main = int.Parse(await File.ReadAllTextAsync(Path.Combine(_folder.Path, ".vision", "run", "pid"), TestContext.Current.CancellationToken), null);
        await Until.TrueAsync("the first process ends", () => !IsRunning(main), TimeSpan.FromSeconds(30));
        Assert.False(down.HasExited);
        File.Delete(Lingering);
        Assert.Equal(0, await down.EndAsync(TestContext.Current.CancellationToken));
        Assert.Equal("Stopping …\nStopped.\n", lines.Output);
        Assert.Equal((1, "The system is not running.\n"), await RunAsync("status"));
    }

    [Fact]
    public async Task Up_shows_why_it_does_not_start()
    {
        await PrepareAsync("""
            echo "Port 8000 is in use: choose another with --port."
            exit 3
            """);

        var (exitCode, output) = await RunAsync("up", "--detach");

        Assert.Equal(1, exitCode);
        Assert.Contains("Port 8000 is in use", output, StringComparison.Ordinal);
        Assert.Contains("vision: the system did not start", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Up_does_not_start_twice()
    {
        await PrepareAsync(StartsAndLingers);
        Assert.Equal(0, (await RunAsync("up", "--detach")).ExitCode);

        var (exitCode, output) = await RunAsync("up", "--detach");

        Assert.Equal(1, exitCode);
        Assert.Contains("the system is already running: ./vision down stops it", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_other_command_is_passed_to_the_program_unchanged()
    {
        await PrepareAsync("");

        Assert.Contains("vision.dll export --out a b.csv", (await RunAsync("export", "--out", "a b.csv")).Output, StringComparison.Ordinal);
    }

    public async ValueTask DisposeAsync()
    {
        File.Delete(Lingering);
        if (File.Exists(Path.Combine(_folder.Path, "vision")))
        {
            await RunAsync("down");
        }

        _folder.Dispose();
    }

    private static bool IsRunning(int id)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            return !process.HasExited;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    private async Task PrepareAsync(string run)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "the script is for bash");
        File.Copy(Path.Combine(Repository.Root, "vision"), Path.Combine(_folder.Path, "vision"));
        var dotnet = Path.Combine(_folder.Path, "dotnet");
        await File.WriteAllTextAsync(
            dotnet,
            $"""
            #!/bin/sh
            here=$(dirname "$0")
            case "$1" in
              msbuild) exit 0 ;;
              run) ;;
              *) echo "$@"; exit 0 ;;
            esac
            {run}
            """,
            TestContext.Current.CancellationToken);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(dotnet, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    private ProcessStartInfo Script(params string[] arguments) => new("bash", [Path.Combine(_folder.Path, "vision"), .. arguments])
    {
        WorkingDirectory = _folder.Path,
        Environment = { ["PATH"] = _folder.Path + Path.PathSeparator + Environment.GetEnvironmentVariable("PATH") },
    };

    private async Task<(int ExitCode, string Output)> RunAsync(params string[] arguments)
    {
        var (exitCode, lines) = await ChildProcess.ReadAsync(Script(arguments), TestContext.Current.CancellationToken);
        return (exitCode, lines.Output + lines.Errors);
    }
}
