using VisionSystem.Cli.Terminal;

namespace VisionSystem.Cli;

/// <summary>The clone of the repository that this program was built in; an image has none.</summary>
internal static class Checkout
{
    private static readonly string? Found = Path.GetDirectoryName(FindAbove("VisionSystem.sln"));

    /// <exception cref="CommandException">There is none.</exception>
    public static string Root => Found ?? throw new CommandException(
        $"this command needs a clone of the repository, and {AppContext.BaseDirectory} is in none: run it as ./vision there");

    /// <summary>A file or folder of <c>.vision</c>, where everything is kept that is not part of the repository.</summary>
    public static string StateOf(string name)
    {
        var folder = Path.GetFullPath(".vision", Found ?? Directory.GetCurrentDirectory());
        if (Found is not null)
        {
            Directory.CreateDirectory(folder);
        }

        return Path.Combine(folder, name);
    }

    /// <summary>The nearest file or folder of a relative path, in the folder of this program or one above it; null where there is none.</summary>
    public static string? FindAbove(string relative)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (Path.Combine(folder.FullName, relative) is var path && Path.Exists(path))
            {
                return path;
            }
        }

        return null;
    }
}
