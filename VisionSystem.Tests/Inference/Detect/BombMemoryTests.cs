using System.Globalization;
using System.Net;
using VisionSystem.Tests.Corpus;
using VisionSystem.Tests.ServiceDefaults.Lifetime;

namespace VisionSystem.Tests.Inference.Detect;

/// <summary>Measures the memory of a real service for files that hold far more data beside their pixels than in them.</summary>
public sealed class BombMemoryTests
{
    private const long MostKilobytes = 100_000;

    [Theory]
    [InlineData("native")]
    [InlineData("portable")]
    public async Task Decompression_bombs_need_less_than_a_hundred_megabytes_above_idle(string codec)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "the peak of a process is read from /proc");
        using var service = new ServiceProcess(("CV_IMAGE_CODEC", codec), ("CV_LOGGING_URL", "http://127.0.0.1:9"), ("CV_REQUEST_TIMEOUT_MS", "60000"));
        await service.UntilStatusAsync("/ready", HttpStatusCode.OK);
        foreach (var (name, file) in SeedImages.All)
        {
            Assert.Equal((name, HttpStatusCode.OK), (name, await StatusAsync(service, file)));
        }

        ResetPeak(service.Id);
        var idle = Read(service.Id, "VmRSS");
        foreach (var (name, file) in DecompressionBombs.All.Append(("from the field", File.ReadAllBytes(TestData.Require("cases/tiny-text-bomb-20.png")))))
        {
            Assert.Equal((name, HttpStatusCode.OK), (name, await StatusAsync(service, file)));
            var above = Read(service.Id, "VmHWM") - idle;
            Assert.True(above < MostKilobytes, $"{name}: {above / 1000} MB above idle");
        }
    }

    private static async Task<HttpStatusCode> StatusAsync(ServiceProcess service, byte[] file)
    {
        using var answer = await service.Client.SendAsync(file, "?recording=off");
        return answer.StatusCode;
    }

    /// <summary>Resets the process's peak resident size to its current size (proc(5)).</summary>
    internal static void ResetPeak(int process) => File.WriteAllText($"/proc/{process}/clear_refs", "5");

    /// <summary>A size in the process's status (proc(5)), in kilobytes.</summary>
    internal static long Read(int process, string field)
    {
        var line = File.ReadLines($"/proc/{process}/status").First(line => line.StartsWith(field + ":", StringComparison.Ordinal));
        return long.Parse(line[(field.Length + 1)..line.LastIndexOf(' ')], NumberStyles.AllowLeadingWhite, CultureInfo.InvariantCulture);
    }
}
