using System.Net;
using System.Net.Sockets;

namespace VisionSystem.Tests.Aspire;

public sealed class RefusalTests
{
    [Fact]
    public async Task Lists_everything_that_is_wrong_with_the_command_line()
    {
        var (exitCode, errors) = await AppHostProcess.RunAsync(
            "--topology", "cloud", "--listen", "example.org", "--api-port", "70000", "--logging-port", "x");

        Assert.Equal(1, exitCode);
        Assert.Equal(4, errors.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.All(["--topology", "--listen", "--api-port", "--logging-port"], option => Assert.Contains(option, errors, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Names_the_port_that_is_in_use_and_whose_it_was_to_be()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port;

        var (exitCode, errors) = await AppHostProcess.RunAsync("--api-port", "28000", "--logging-port", $"{port}");

        Assert.Equal(1, exitCode);
        Assert.Contains($"Port {port} of logging-service is in use", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Wants_a_port_for_each_service()
    {
        var (exitCode, errors) = await AppHostProcess.RunAsync("--api-port", "28002", "--logging-port", "28002");
        Assert.Equal((1, true), (exitCode, errors.Contains("Port 28002 is given to yolo-inference and logging-service", StringComparison.Ordinal)));
    }
}
