using System.Net;
using System.Net.Sockets;
using VisionSystem.Bench.Servers;

namespace VisionSystem.Tests.Aspire;

/// <summary>Startup errors are reported in one sentence each and leave no process running.</summary>
public sealed class StartupErrorTests
{
    private static readonly string[] Embedded = ["--topology", "embedded"];

    [Fact]
    public async Task Lists_every_error_of_the_command_line()
    {
        var (exitCode, errors) = await AppHostProcess.RunAsync(
            "--topology", "cloud", "--listen", "example.org", "--port", "70000", "--logging-port", "x");

        Assert.Equal(1, exitCode);
        Assert.Equal(4, errors.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.All(["--topology", "--listen", "--port", "--logging-port"], option => Assert.Contains(option, errors, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("--port", "yolo-inference")]
    [InlineData("--api-port", "yolo-inference")]
    [InlineData("--logging-port", "logging-service")]
    [InlineData("--dashboard-port", "the dashboard")]
    public async Task Names_the_port_that_is_in_use_and_its_intended_owner(string option, string owner)
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port;

        var (exitCode, errors) = await AppHostProcess.RunAsync([.. Embedded, .. FreePorts(), option, $"{port}"]);

        Assert.Equal(1, exitCode);
        Assert.Equal($"Port {port} of {owner} is in use by another program. Stop that program, or choose another port with {option.Replace("api-", "", StringComparison.Ordinal)}.\n", errors);
    }

    [Fact]
    public async Task Requires_distinct_ports_for_the_services()
    {
        var port = FreePort.Take();
        var (exitCode, errors) = await AppHostProcess.RunAsync([.. Embedded, .. FreePorts(), "--port", $"{port}", "--logging-port", $"{port}"]);
        Assert.Equal((1, $"Port {port} is assigned to logging-service and yolo-inference. Choose a different port for each.\n"), (exitCode, errors));
    }

    [Fact]
    public async Task Names_the_data_folder_that_cannot_be_written()
    {
        using var folder = new TemporaryFolder();
        var file = Path.Combine(folder.Path, "file");
        await File.WriteAllTextAsync(file, "", TestContext.Current.CancellationToken);

        var (exitCode, errors) = await AppHostProcess.RunAsync([.. Embedded, .. FreePorts(), "--data", file]);

        Assert.Equal(1, exitCode);
        Assert.Contains($"The data folder {Path.Combine(file, "logging")} cannot be written", errors, StringComparison.Ordinal);
        Assert.Contains("choose another folder with --data", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Names_the_programs_that_the_local_topology_lacks()
    {
        using var empty = new TemporaryFolder();
        var (exitCode, errors) = await AppHostProcess.RunAsync([("PATH", empty.Path)], ["--topology", "local", .. FreePorts(), "--data", empty.Path]);

        Assert.Equal(1, exitCode);
        Assert.Contains("--topology local requires Redis (apt install redis-server", errors, StringComparison.Ordinal);
        Assert.Contains("--topology local requires an S3 server", errors, StringComparison.Ordinal);
        Assert.All(errors.Split('\n', StringSplitOptions.RemoveEmptyEntries), line => Assert.EndsWith("Install it, or choose --topology embedded.", line, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Refuses_a_hanging_container_runtime_and_leaves_no_process_of_it()
    {
        using var folder = new TemporaryFolder();
        var processes = Path.Combine(folder.Path, "processes");
        var environment = HangingRuntime(folder.Path, processes);

        var (exitCode, errors) = await AppHostProcess.RunAsync(environment, ["--topology", "containers", .. FreePorts(), "--data", folder.Path]);

        Assert.Equal(1, exitCode);
        Assert.Equal("--topology containers requires Docker or Podman (hanging does not respond within 5 s). Start one of them, or choose --topology local or embedded.\n", errors);
        Assert.All(await File.ReadAllLinesAsync(processes, TestContext.Current.CancellationToken), id => Assert.False(Directory.Exists($"/proc/{id}") && !IsZombie(id)));
    }

    [Fact]
    public async Task Uses_the_embedded_topology_if_the_container_runtime_hangs()
    {
        using var folder = new TemporaryFolder();
        using var host = AppHostProcess.Start(
            HangingRuntime(folder.Path, Path.Combine(folder.Path, "processes")), [.. FreePorts(), "--data", Path.Combine(folder.Path, "hanging")]);

        Assert.Equal(1, await host.EndedAsync());
        Assert.StartsWith("Topology: embedded (hanging does not respond within 5 s)\n", host.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reports_the_reason_of_a_service_that_exits_during_startup()
    {
        using var folder = new TemporaryFolder();
        var (exitCode, errors) = await AppHostProcess.RunAsync([("CV_MAX_FILE_SIZE_MB", "abc")], [.. Embedded, .. FreePorts(), "--data", folder.Path]);

        Assert.Equal(1, exitCode);
        Assert.StartsWith("yolo-inference ended while starting (exit code 1): The configuration is not usable: CV_MAX_FILE_SIZE_MB: 'abc'", errors, StringComparison.Ordinal);
        Assert.EndsWith("Correct this problem, then start again.\n", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reports_the_reason_of_a_service_that_does_not_become_ready()
    {
        using var folder = new TemporaryFolder();
        var nobody = FreePort.Take();
        var (exitCode, errors) = await AppHostProcess.RunAsync(
            [("CV_DATABASE_URL", $"postgresql://vision:secret@127.0.0.1:{nobody}/vision")],
            [.. Embedded, .. FreePorts(), "--data", folder.Path, "--start-timeout", "20"]);

        Assert.Equal(1, exitCode);
        var last = errors.Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1];
        Assert.StartsWith("logging-service is not ready after 20 s: ", last, StringComparison.Ordinal);
        Assert.Contains($"the database at 127.0.0.1:{nobody}/vision is unavailable", last, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", errors, StringComparison.Ordinal);
    }

    private static string[] FreePorts() => ["--port", $"{FreePort.Take()}", "--logging-port", $"{FreePort.Take()}", "--dashboard-port", $"{FreePort.Take()}"];

    private static (string, string?)[] HangingRuntime(string folder, string processes)
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("The runtime that hangs is a shell script.");
            return [];
        }

        var program = Path.Combine(folder, "hanging");
        File.WriteAllText(program, $"#!/bin/sh\necho $$ >> {processes}\nsleep 600 &\necho $! >> {processes}\nwait\n");
        File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        return [("ASPIRE_CONTAINER_RUNTIME", "hanging"), ("PATH", $"{folder}:{Environment.GetEnvironmentVariable("PATH")}")];
    }

    private static bool IsZombie(string id) => File.ReadAllText($"/proc/{id}/stat").Contains(") Z ", StringComparison.Ordinal);
}
