using VisionSystem.Cli.Terminal;

namespace VisionSystem.Cli;

/// <summary>The clone of the repository that contains this program; a container image has none.</summary>
internal static class Checkout
{
    private static readonly string? Found = Path.GetDirectoryName(FindAbove("VisionSystem.sln"));

    /// <summary>The root folder of the clone.</summary>
    /// <exception cref="CommandException">This program is not in a clone.</exception>
    public static string Root => Found ?? throw new CommandException(
        $"this command requires a clone of the repository, and {AppContext.BaseDirectory} is not in one: run ./vision in a clone");

    /// <summary>Returns the path of a file or folder in <c>.vision</c>, the folder of local data outside version control.</summary>
    public static string StateOf(string name)
    {
        var folder = Path.GetFullPath(".vision", Found ?? Directory.GetCurrentDirectory());
        if (Found is not null)
        {
            Directory.CreateDirectory(folder);
        }

        return Path.Combine(folder, name);
    }

    /// <summary>Finds the nearest file or folder of a relative path in the folder of this program or its parents; null if none exists.</summary>
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
