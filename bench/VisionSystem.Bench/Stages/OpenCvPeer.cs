using System.Diagnostics;
using System.Globalization;
using VisionSystem.Bench.Peers;

namespace VisionSystem.Bench.Stages;

/// <summary>
/// OpenCV in a Python process of its own, which times its own loop and is told when to run, so that it takes its turns.
/// </summary>
internal sealed class OpenCvPeer : IDisposable
{
    private readonly Process _process;

    private OpenCvPeer(Process process) => _process = process;

    /// <summary>Version and vector instructions.</summary>
    public string Description { get; private set; } = "";

    /// <summary>Starts it, after installing it where it is not yet; null with the reason where that cannot be.</summary>
    public static async Task<(OpenCvPeer? Peer, string? Missing)> StartAsync(CancellationToken cancellationToken)
    {
        var peer = new FastApiPeer();
        if (await peer.InstallAsync(cancellationToken) is { } missing)
        {
            return (null, missing);
        }

        string[] command = [.. peer.Script("letterbox.py")];
        var start = new ProcessStartInfo(command[0], command[1..]) { RedirectStandardInput = true, RedirectStandardOutput = true };

        // Its allocator would give the memory of a large result back to the system, and have it zeroed again, at every call.
        start.Environment["MALLOC_MMAP_THRESHOLD_"] = start.Environment["MALLOC_TRIM_THRESHOLD_"] = "1073741824";
        var started = new OpenCvPeer(Process.Start(start)!);
        if (await started._process.StandardOutput.ReadLineAsync(cancellationToken) is { } line)
        {
            started.Description = line;
            return (started, null);
        }

        started.Dispose();
        return (null, "it did not start");
    }

    /// <summary>Does something over and over; milliseconds per call.</summary>
    /// <param name="what"><c>all</c> for resize, padding and blob; <c>resize</c> alone.</param>
    /// <param name="letterbox">The picture and the input.</param>
    /// <param name="window">How long.</param>
    public double Time(string what, LetterboxCase letterbox, TimeSpan window) => double.Parse(
        Ask(letterbox, what, window.TotalSeconds.ToString(CultureInfo.InvariantCulture)), CultureInfo.InvariantCulture);

    /// <summary>Its tensor in whole grey levels.</summary>
    public byte[] Levels(LetterboxCase letterbox) => Convert.FromBase64String(Ask(letterbox, "levels", "0"));

    public void Dispose()
    {
        // The end of its input ends it.
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
    }

    private string Ask(LetterboxCase letterbox, string what, string seconds)
    {
        _process.StandardInput.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{what} {letterbox.Width} {letterbox.Height} {letterbox.Input} {(letterbox.Turned ? 1 : 0)} {seconds}"));
        return _process.StandardOutput.ReadLine() ?? throw new InvalidOperationException("OpenCV's process ended; its message is above.");
    }
}
