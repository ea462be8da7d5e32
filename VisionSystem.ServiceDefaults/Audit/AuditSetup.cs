using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using VisionSystem.ServiceDefaults.Configuration;
using VisionSystem.ServiceDefaults.Problems;
using VisionSystem.ServiceDefaults.Telemetry;

namespace VisionSystem.ServiceDefaults.Audit;

/// <summary>The audit log as every service has it.</summary>
public static class AuditSetup
{
    /// <summary>Adds the audit log, and reports of failed logins.</summary>
    /// <typeparam name="TTarget">The store of the events.</typeparam>
    /// <param name="builder">The service's builder.</param>
    public static WebApplicationBuilder AddAudit<TTarget>(this WebApplicationBuilder builder)
        where TTarget : class, IAuditTarget
    {
        builder.AddValidatedOptions<AuditOptions>(AuditOptions.Section);
        builder.Services.AddSingleton<IAuditTarget, TTarget>();
        builder.Services.AddSingleton<PendingEvents>().AddHostedService(static services => services.GetRequiredService<PendingEvents>());
        builder.Services.AddSingleton<AuditLog>();
        builder.Services.AddHostedService<FailedLoginReports>();
        return builder;
    }

    /// <summary>
    /// Records each call of the endpoint in the audit log, also if it is refused or fails; HEAD and 401 excepted. Without
    /// <see cref="AuditEntry.Target"/> the event names the values of the route.
    /// </summary>
    /// <typeparam name="TBuilder">The type of the endpoints.</typeparam>
    /// <param name="endpoints">A group or an endpoint.</param>
    /// <param name="action">The action: <c>key.create</c>.</param>
    /// <param name="namesQuery">True if the query string, of which the endpoint accepts known parameters only, is the target.</param>
    public static TBuilder Audited<TBuilder>(this TBuilder endpoints, string action, bool namesQuery = false)
        where TBuilder : IEndpointConventionBuilder
    {
        endpoints.Add(endpoint => endpoint.Metadata.Add(new AuditedAction(action, namesQuery)));
        return endpoints.AddEndpointFilter<TBuilder, AuditFilter>();
    }

    /// <summary>Records calls of audited endpoints that no handler receives, or whose handler throws. Before the access checks.</summary>
    /// <param name="app">The service.</param>
    public static void UseAudit(this WebApplication app) => app.UseMiddleware<AuditMiddleware>();
}

/// <summary>The endpoint is audited.</summary>
/// <param name="Action">The action.</param>
/// <param name="NamesQuery">True if the query string is the target.</param>
internal sealed record AuditedAction(string Action, bool NamesQuery);

/// <summary>Begins the entry of an audited request, and records it if <see cref="AuditFilter"/> did not: refused, invalid or failed requests.</summary>
internal sealed class AuditMiddleware(RequestDelegate next, AuditLog log, IAuditTarget target, ServiceIdentity service, TimeProvider time)
{
    public Task InvokeAsync(HttpContext context) =>
        context.GetEndpoint()?.Metadata.GetMetadata<AuditedAction>() is { } audited && !HttpMethods.IsHead(context.Request.Method)
            ? RecordAsync(context, new AuditEntry(audited.Action, service.Name, time, context, target.IsLocal))
            : next(context);

    private async Task RecordAsync(HttpContext context, AuditEntry entry)
    {
        context.Features.Set(entry);
        try
        {
            await next(context);
        }
        catch (Exception exception)
        {
            await log.RecordAsync(entry, StatusOf(exception, context));
            throw;
        }

        await log.RecordAsync(entry, context.Response.StatusCode);
    }

    private static int StatusOf(Exception exception, HttpContext context) => exception switch
    {
        ProblemException problem => problem.ToResult().Kind.Status,
        BadHttpRequestException unreadable => unreadable.StatusCode,
        OperationCanceledException when context.RequestAborted.IsCancellationRequested => StatusCodes.Status499ClientClosedRequest,
        _ => StatusCodes.Status500InternalServerError,
    };
}

/// <summary>Records the result of a handler before the response is sent, so that a caller who has the response finds the event.</summary>
internal sealed class AuditFilter(AuditLog log) : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var result = await next(context);
        if (context.HttpContext.Features.Get<AuditEntry>() is { } entry)
        {
            await log.RecordAsync(entry, StatusOf(result));
        }

        return result;
    }

    private static int StatusOf(object? result) => result switch
    {
        IStatusCodeHttpResult { StatusCode: { } status } => status,
        INestedHttpResult nested => StatusOf(nested.Result),
        _ => StatusCodes.Status200OK,
    };
}
