namespace VisionSystem.Tests;

/// <summary>Photos and models that lie beside the repository; tests that need them are skipped where they are not.</summary>
internal static class TestData
{
    private static readonly string? Root = Find();

    /// <summary>The path of a file or folder below <c>shared/data</c>; skips the test where that folder is not.</summary>
    public static string Require(string relative)
    {
        Assert.SkipUnless(Root is not null, "shared/data is not beside the repository (set VISION_TEST_DATA)");
        var path = Path.Combine(Root!, relative);
        Assert.True(Path.Exists(path), $"{path} is missing");
        return path;
    }

    private static string? Find()
    {
        if (Environment.GetEnvironmentVariable("VISION_TEST_DATA") is { Length: > 0 } named)
        {
            return named;
        }

        for (var above = new DirectoryInfo(AppContext.BaseDirectory); above is not null; above = above.Parent)
        {
            var beside = Path.Combine(above.FullName, "shared", "data");
            if (Directory.Exists(beside))
            {
                return beside;
            }
        }

        return null;
    }
}
