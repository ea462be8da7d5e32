using System.Text.RegularExpressions;

namespace VisionSystem.Contracts;

/// <summary>The name of a tenant: <c>^[a-z][a-z0-9_]{0,39}$</c>, but not <c>template</c>, after which databases make the tenants' tables.</summary>
public static partial class TenantName
{
    /// <summary>The tenant of every request while authentication is off.</summary>
    public const string Default = "default";

    /// <summary>The header in which inference-service names the tenant to logging-service.</summary>
    public const string Header = "X-Vision-Tenant";

    public static bool IsValid(string? name) => name is not null and not "template" && Pattern().IsMatch(name);

    [GeneratedRegex(@"\A[a-z][a-z0-9_]{0,39}\z")]
    private static partial Regex Pattern();
}
