using System.Diagnostics;
using System.Globalization;
using VisionSystem.Bench.Peers;

namespace VisionSystem.Bench.Stages;

/// <summary>
/// OpenCV in a separate Python process, which times its own loop. It runs on request, so that it alternates with the other contestants.
/// </summary>
internal sealed class OpenCvPeer : IDisposable
{
    private readonly Process _process;

    private OpenCvPeer(Process process) => _process = process;

    /// <summary>Version and vector instructions of OpenCV.</summary>
    public string Description { get; private set; } = "";

    /// <summary>Installs the peer if it is missing and starts it; returns null and the reason if this is not possible.</summary>
    public static async Task<(OpenCvPeer? Peer, string? Missing)> StartAsync(CancellationToken cancellationToken)
    {
        var peer = new FastApiPeer();
        if (await peer.InstallAsync(cancellationToken) is { } missing)
        {
            return (null, missing);
        }

        string[] command = [.. peer.Script("letterbox.py")];
        var start = new ProcessStartInfo(command[0], command[1..]) { RedirectStandardInput = true, RedirectStandardOutput = true };

        // By default, its allocator would return the memory of a large result to the system at every call and receive it zeroed again.
        start.Environment["MALLOC_MMAP_THRESHOLD_"] = start.Environment["MALLOC_TRIM_THRESHOLD_"] = "1073741824";
        var started = new OpenCvPeer(Process.Start(start)!);
        if (await started._process.StandardOutput.ReadLineAsync(cancellationToken) is { } line)
        {
            started.Description = line;
            return (started, null);
        }

        started.Dispose();
        return (null, "the OpenCV process did not start");
    }

    /// <summary>Repeats an operation and returns the milliseconds per call.</summary>
    /// <param name="operation"><c>all</c> for resize, padding and blob, or <c>resize</c>.</param>
    /// <param name="letterbox">The image size and the input.</param>
    /// <param name="window">Duration of the repetition.</param>
    public double Time(string operation, LetterboxCase letterbox, TimeSpan window) => double.Parse(
        Query(letterbox, operation, window.TotalSeconds.ToString(CultureInfo.InvariantCulture)), CultureInfo.InvariantCulture);

    /// <summary>OpenCV's tensor in integer grey levels.</summary>
    public byte[] Levels(LetterboxCase letterbox) => Convert.FromBase64String(Query(letterbox, "levels", "0"));

    public void Dispose()
    {
        // The process ends at the end of its input.
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
    }

    private string Query(LetterboxCase letterbox, string operation, string seconds)
    {
        _process.StandardInput.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{operation} {letterbox.Width} {letterbox.Height} {letterbox.Input} {(letterbox.Rotated ? 1 : 0)} {seconds}"));
        return _process.StandardOutput.ReadLine() ?? throw new InvalidOperationException("The OpenCV process ended; its error message is above.");
    }
}
