using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using VisionSystem.Contracts;
using VisionSystem.Logging.Requests;
using VisionSystem.Logging.Tenants;
using VisionSystem.ServiceDefaults.Audit;
using VisionSystem.ServiceDefaults.Problems;

namespace VisionSystem.Logging.Administration;

/// <summary><c>/v1/tenants</c>: the tenants of the installation, for administrators.</summary>
internal static class TenantEndpoints
{
    private const int MaxRequestBytes = 16 * 1024;

    public static void MapTenants(this WebApplication app)
    {
        var group = app.MapPublicGroup("/v1/tenants", "Tenants", Scope.Admin);
        group.MapGet("/", ListAsync).WithName("ListTenants").WithSummary("List all tenants by name");
        group.MapPost("/", CreateAsync)
            .WithName("CreateTenant")
            .WithSummary("Create a tenant")
            .Audited("tenant.create")
            .WithMetadata(new RequestSizeLimitAttribute(MaxRequestBytes))
            .ProducesProblem(StatusCodes.Status409Conflict)
            .ProducesProblem(StatusCodes.Status413PayloadTooLarge);
        group.MapGet("/{name}", ShowAsync)
            .WithName("GetTenant")
            .WithSummary("Show a tenant with the data that it owns")
            .ProducesProblem(StatusCodes.Status404NotFound);
        group.MapPut("/{name}/limits", SetLimitsAsync)
            .WithName("SetTenantLimits")
            .WithSummary("Replace the limits of a tenant")
            .Audited("tenant.limits")
            .WithMetadata(new RequestSizeLimitAttribute(MaxRequestBytes))
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status409Conflict)
            .ProducesProblem(StatusCodes.Status413PayloadTooLarge);
        group.MapPost("/{name}/suspend", SuspendAsync)
            .WithName("SuspendTenant")
            .WithSummary("Refuse every request of a tenant; its data remain stored")
            .Audited("tenant.suspend")
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status409Conflict);
        group.MapPost("/{name}/resume", ResumeAsync)
            .WithName("ResumeTenant")
            .WithSummary("Accept the requests of a suspended tenant again")
            .Audited("tenant.resume")
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status409Conflict);
        group.MapDelete("/{name}", RemoveAsync)
            .WithName("DeleteTenant")
            .WithSummary("Delete a tenant with its predictions, images, reviews and keys, or count them in a dry run")
            .Audited("tenant.delete")
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status409Conflict);
    }

    private static async Task<Ok<TenantList>> ListAsync(TenantAdministration tenants, CancellationToken cancellationToken) =>
        TypedResults.Ok(new TenantList(await tenants.ListAsync(cancellationToken)));

    private static async Task<Results<Created<TenantInfo>, ProblemResult>> CreateAsync(
        TenantRequest request, TenantAdministration tenants, AuditEntry audit, CancellationToken cancellationToken)
    {
        audit.Target = request.Name;
        var errors = new FieldErrors();
        errors.Require(TenantName.IsValid(request.Name), "name", "1 to 40 characters of a-z, 0-9 and _, the first a letter; not 'template'");
        LimitRules.Check(request.Limits, "limits.", errors);
        if (errors.Any)
        {
            return Problems.InvalidParameters.Result("The tenant cannot be created.", errors.ToDictionary());
        }

        return await tenants.CreateAsync(request.Name, request.Limits, cancellationToken) is { } created
            ? TypedResults.Created($"/v1/tenants/{created.Name}", created)
            : Problems.Conflict.Result($"The tenant '{request.Name}' exists or is being deleted. GET /v1/tenants/{request.Name} shows it.");
    }

    private static async Task<Results<Ok<TenantDetails>, ProblemResult>> ShowAsync(string name, TenantAdministration tenants, CancellationToken cancellationToken) =>
        await tenants.ShowAsync(name, cancellationToken) is { } found ? TypedResults.Ok(found) : NotFound();

    private static Task<Results<Ok<TenantInfo>, ProblemResult>> SetLimitsAsync(
        string name, CallerLimitValues limits, TenantAdministration tenants, CancellationToken cancellationToken)
    {
        var errors = new FieldErrors();
        LimitRules.Check(limits, "", errors);
        return errors.Any
            ? Task.FromResult<Results<Ok<TenantInfo>, ProblemResult>>(Problems.InvalidParameters.Result("The limits are not valid.", errors.ToDictionary()))
            : ChangeAsync(name, tenants, () => tenants.SetLimitsAsync(name, limits, cancellationToken), cancellationToken);
    }

    private static async Task<Results<Ok<TenantInfo>, ProblemResult>> SuspendAsync(
        string name, RequestTenant tenant, TenantAdministration tenants, CancellationToken cancellationToken) =>
        name == tenant.Name
            ? Problems.Conflict.Result("A caller cannot suspend its own tenant, because it could not resume it. Use the key of another tenant, or 'vision tenants suspend'.")
            : await ChangeAsync(name, tenants, () => tenants.SetSuspendedAsync(name, isSuspended: true, cancellationToken), cancellationToken);

    private static Task<Results<Ok<TenantInfo>, ProblemResult>> ResumeAsync(string name, TenantAdministration tenants, CancellationToken cancellationToken) =>
        ChangeAsync(name, tenants, () => tenants.SetSuspendedAsync(name, isSuspended: false, cancellationToken), cancellationToken);

    private static async Task<Results<Ok<TenantRemovalReport>, Accepted<TenantRemovalReport>, ProblemResult>> RemoveAsync(
        string name, Query<TenantRemovalQuery> query, TenantAdministration tenants, CancellationToken cancellationToken)
    {
        if (await tenants.ShowAsync(name, cancellationToken) is not { } found)
        {
            return NotFound();
        }

        if (name == TenantName.Default)
        {
            return Problems.Conflict.Result($"The tenant '{TenantName.Default}' cannot be deleted. DELETE /v1/predictions?all=true deletes its predictions.");
        }

        var (usage, isDry) = (found.Usage, query.Value.IsDry);
        if (!isDry)
        {
            await tenants.BeginRemovalAsync(name, cancellationToken);
        }

        var report = new TenantRemovalReport(
            isDry, isDry ? found.State : TenantState.Deleting, usage.Predictions, usage.Images, usage.BytesKept, usage.Keys, found.ImagesDeleted);
        return isDry ? TypedResults.Ok(report) : TypedResults.Accepted((string?)null, report);
    }

    private static async Task<Results<Ok<TenantInfo>, ProblemResult>> ChangeAsync(
        string name, TenantAdministration tenants, Func<Task<bool>> change, CancellationToken cancellationToken)
    {
        if (await tenants.FindAsync(name, cancellationToken) is null)
        {
            return NotFound();
        }

        return await change() && await tenants.FindAsync(name, cancellationToken) is { } changed
            ? TypedResults.Ok(changed)
            : Problems.Conflict.Result($"The tenant '{name}' is being deleted.");
    }

    private static ProblemResult NotFound() => Problems.NotFound.Result("There is no tenant with this name. GET /v1/tenants lists all.");
}

/// <summary>The parameters of the deletion of a tenant.</summary>
/// <param name="IsDry">True to count the data without deleting them.</param>
internal sealed record TenantRemovalQuery(bool IsDry) : IQuery<TenantRemovalQuery>
{
    public static TenantRemovalQuery Parse(QueryReader query)
    {
        var isDry = query.Choice("dry_run", "true: nothing is deleted; the response reports the amount of data.", "true", "false") == "true";
        query.RejectUnknown();
        return new TenantRemovalQuery(isDry);
    }
}
