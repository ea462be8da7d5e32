namespace Aspire.Hosting.Orchestration;

/// <summary>Finds the program <c>aspire</c> of the npm package <c>@microsoft/aspire-cli-linux-x64</c>.</summary>
internal static class AspireCli
{
    private static readonly string Place = Path.Combine(".vision", "native", "aspire-cli", "bin", "aspire");

    /// <summary>Where <c>VISION_ASPIRE_CLI</c> points, else in <c>.vision/native/aspire-cli</c> of a folder or one above it.</summary>
    public static string? Find(string folder)
    {
        if (Environment.GetEnvironmentVariable("VISION_ASPIRE_CLI") is { Length: > 0 } named)
        {
            return File.Exists(named) ? named : null;
        }

        for (var place = new DirectoryInfo(folder); place is not null; place = place.Parent)
        {
            if (Path.Combine(place.FullName, Place) is var program && File.Exists(program))
            {
                return program;
            }
        }

        return null;
    }
}
