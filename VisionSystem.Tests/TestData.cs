using VisionSystem.Bench.Data;

namespace VisionSystem.Tests;

/// <summary>Images and models beside the repository. Tests are skipped if they are missing.</summary>
internal static class TestData
{
    /// <summary>The path of a file or folder below <c>shared/data</c>; skips the test if that folder does not exist.</summary>
    public static string Require(string relative)
    {
        Assert.SkipUnless(BenchFiles.Shared is not null, "shared/data is not beside the repository (set VISION_TEST_DATA)");
        var path = Path.Combine(BenchFiles.Shared!, relative);
        Assert.True(Path.Exists(path), $"{path} is missing");
        return path;
    }
}
