using System.CommandLine;
using VisionSystem.Contracts;

namespace VisionSystem.Cli.Data;

/// <summary>Options that the commands on stored data share.</summary>
internal static class StoreOption
{
    /// <summary><c>--tenant NAME</c>.</summary>
    /// <param name="standard">The tenant without it; null for all of them.</param>
    public static Option<string?> Tenant(string? standard)
    {
        var option = new Option<string?>("--tenant")
        {
            Description = standard is null ? "Only this tenant; all of them without it." : "Whose predictions.",
            HelpName = "NAME",
            DefaultValueFactory = _ => standard,
        };
        option.Validators.Add(given =>
        {
            if (given.Tokens is [var token] && !TenantName.IsValid(token.Value))
            {
                given.AddError($"'{token.Value}' is no tenant: 1 to 40 characters of a-z, 0-9 and _, the first a letter.");
            }
        });
        return option;
    }

    /// <summary><c>--data DIR</c>, the option of <c>./vision up</c>.</summary>
    public static Option<string?> Data() => new("--data")
    {
        Description = "The folder that `up` keeps its data in, .vision/data without it; CV_DATA_PATH, CV_DATABASE_URL and CV_STORAGE_BACKEND name other stores.",
        HelpName = "DIR",
    };
}
