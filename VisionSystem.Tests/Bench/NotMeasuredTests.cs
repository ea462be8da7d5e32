using System.Diagnostics;
using VisionSystem.Bench.Peers;
using VisionSystem.Bench.Reporting;
using VisionSystem.Bench.Running;
using VisionSystem.Cli.Processes;
using VisionSystem.Tests.Servers;

namespace VisionSystem.Tests.Bench;

public sealed class NotMeasuredTests : IDisposable
{
    private static readonly BenchArguments NoOptions = BenchArguments.Parse([], out _)!;

    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task A_peer_that_cannot_be_installed_is_named_at_the_top_and_the_end_of_the_report_and_by_the_exit_code()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "benchmarks over HTTP start their servers by /bin/sh");
        var file = Path.Combine(_folder.Path, "new folder", "http.txt");

        // The path holds dotnet only, so that neither Node nor Debian's packages are found.
        var programs = Directory.CreateDirectory(Path.Combine(_folder.Path, "programs")).FullName;
        File.CreateSymbolicLink(Path.Combine(programs, "dotnet"), TestTools.Program("dotnet")!);
        var start = new ProcessStartInfo(
            TestTools.Program("dotnet")!, [typeof(Benchmark).Assembly.Location, "http", "--models", "demo", "--only", "ordinary", "--seconds", "0.2", "--quick", "--out", file])
        {
            WorkingDirectory = _folder.Path,
        };
        start.Environment["PATH"] = programs;
        var (exitCode, output) = await ChildProcess.ReadAsync(start, TestContext.Current.CancellationToken);

        Assert.True(exitCode == Report.Incomplete, output.ToString());
        var lines = await File.ReadAllLinesAsync(file, TestContext.Current.CancellationToken);
        Assert.StartsWith("./vision bench http --models demo --only ordinary --seconds 0.2 --quick, 20", lines[1], StringComparison.Ordinal);
        Assert.All([lines[2], lines[3], lines[^2], lines[^1]], line => Assert.StartsWith("NOT MEASURED: ", line, StringComparison.Ordinal));
        Assert.Equal(2, lines.Count(line => line.StartsWith("NOT MEASURED: Node: node or npm is missing", StringComparison.Ordinal)));

        // A peer that an earlier run installed does not start either: its launcher is not on the path.
        Assert.Equal(2, lines.Count(line => line.StartsWith("NOT MEASURED: FastAPI", StringComparison.Ordinal)));
        Assert.Contains(string.Join(Environment.NewLine, lines), output.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void The_exit_code_says_that_a_goal_was_missed_and_that_a_peer_was_not_measured_before_that()
    {
        var report = new Report("test", "nothing", NoOptions);
        report.AtLeast("reached", 2, 1);
        Assert.Equal(0, report.ExitCode);

        report.AtLeast("missed", 1, 2);
        Assert.Equal(Report.GoalMissed, report.ExitCode);

        report.NotMeasured("a peer", "it is missing");
        Assert.Equal(Report.Incomplete, report.ExitCode);
    }

    [Fact]
    public void A_report_file_that_cannot_be_written_is_refused_before_anything_is_measured()
    {
        var arguments = BenchArguments.Parse(["--out", _folder.Path], out _)!;

        var refused = Assert.Throws<ReportFileException>(() => new Report("test", "nothing", arguments));

        Assert.StartsWith($"--out {_folder.Path} cannot be written: ", refused.Message, StringComparison.Ordinal);
    }

    /// <summary>On a fresh machine <c>.vision/peers</c> does not exist, and mmdebstrap rejects a folder whose parent is missing.</summary>
    [Fact]
    public async Task The_first_peer_is_installed_into_a_folder_whose_parent_is_missing()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess && TestTools.Program("apt-get") is not null, "takes root on a Linux with apt");

        // Rejects the same folders as mmdebstrap and installs nothing: the real program downloads 500 MB.
        var installer = Path.Combine(_folder.Path, "installer");
        await File.WriteAllTextAsync(installer, "#!/bin/sh\nfor folder; do :; done\nmkdir \"$folder\" && touch \"$folder/installed\"\n", TestContext.Current.CancellationToken);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(installer, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }

        var target = Path.Combine(_folder.Path, "missing", "peers", "fastapi");

        Assert.Null(await DebianChroot.InstallAsync(target, installer, TestContext.Current.CancellationToken));

        Assert.True(File.Exists(Path.Combine(target, "installed")));
    }

    public void Dispose() => _folder.Dispose();
}
