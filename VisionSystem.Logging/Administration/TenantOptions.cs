using System.ComponentModel.DataAnnotations;

namespace VisionSystem.Logging.Administration;

/// <summary>The periodic work on tenants (<c>Vision:Tenants</c>).</summary>
internal sealed record TenantOptions : IValidatableObject
{
    public const string Section = "Vision:Tenants";

    /// <summary>Time between two checks for tenants that are to be deleted.</summary>
    public TimeSpan RemovalInterval { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>
    /// Time between the request to delete a tenant and the deletion. It exceeds the time after which every replica of both
    /// services refuses requests of the tenant.
    /// </summary>
    public TimeSpan RemovalDelay { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Least time between two counts of the bytes of a tenant with a limit.</summary>
    public TimeSpan CountInterval { get; init; } = TimeSpan.FromMinutes(1);

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        foreach (var (name, value) in new[] { (nameof(RemovalInterval), RemovalInterval), (nameof(RemovalDelay), RemovalDelay), (nameof(CountInterval), CountInterval) })
        {
            if (value <= TimeSpan.Zero)
            {
                yield return new("must be greater than zero", [name]);
            }
        }
    }
}
