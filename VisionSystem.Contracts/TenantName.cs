using System.Text.RegularExpressions;

namespace VisionSystem.Contracts;

/// <summary>The name of a tenant: <c>^[a-z][a-z0-9_]{0,39}$</c>, except <c>template</c>, the schema from which the tables of a tenant are created.</summary>
public static partial class TenantName
{
    /// <summary>The tenant of every request without authentication.</summary>
    public const string Default = "default";

    /// <summary>The header that carries the tenant from inference-service to logging-service.</summary>
    public const string Header = "X-Vision-Tenant";

    /// <summary>True for a valid name.</summary>
    /// <param name="name">The name.</param>
    /// <returns>True if the name is valid.</returns>
    public static bool IsValid(string? name) => name is not null and not "template" && Pattern().IsMatch(name);

    [GeneratedRegex(@"\A[a-z][a-z0-9_]{0,39}\z")]
    private static partial Regex Pattern();
}
