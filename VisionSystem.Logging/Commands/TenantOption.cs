using System.CommandLine;
using VisionSystem.ServiceDefaults.Contracts;

namespace VisionSystem.Logging.Commands;

/// <summary><c>--tenant NAME</c>.</summary>
internal static class TenantOption
{
    /// <param name="standard">The tenant without it; null for all of them.</param>
    public static Option<string?> Create(string? standard)
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
}
