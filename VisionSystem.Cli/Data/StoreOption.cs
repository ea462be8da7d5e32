using System.CommandLine;
using VisionSystem.Contracts;

namespace VisionSystem.Cli.Data;

/// <summary>Options of all commands on stored data.</summary>
internal static class StoreOption
{
    /// <summary><c>--tenant NAME</c>.</summary>
    /// <param name="standard">The default tenant; null for all tenants.</param>
    public static Option<string?> Tenant(string? standard)
    {
        var option = new Option<string?>("--tenant")
        {
            Description = standard is null ? "The tenant. Default: all tenants." : $"The tenant of the predictions. Default: {standard}.",
            HelpName = "NAME",
            DefaultValueFactory = _ => standard,
        };
        option.Validators.Add(given =>
        {
            if (given.Tokens is [var token] && !TenantName.IsValid(token.Value))
            {
                given.AddError($"'{token.Value}' is not a tenant: use 1 to 40 characters of a-z, 0-9 and _, starting with a letter.");
            }
        });
        return option;
    }

    /// <summary><c>--data DIR</c>, the option of <c>./vision up</c>.</summary>
    public static Option<string?> Data() => new("--data")
    {
        Description = "The data folder of `up`. Default: .vision/data. CV_DATA_PATH, CV_DATABASE_URL and CV_STORAGE_BACKEND choose other stores.",
        HelpName = "DIR",
    };
}
