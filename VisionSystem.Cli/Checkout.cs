using VisionSystem.Cli.Terminal;

namespace VisionSystem.Cli;

/// <summary>The clone of the repository that this program was built in; an image has none.</summary>
internal static class Checkout
{
    private static readonly string? Found = Find();

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

    private static string? Find()
    {
        var folder = Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder, "VisionSystem.sln")))
        {
            folder = Path.GetDirectoryName(folder);
        }

        return folder;
    }
}
