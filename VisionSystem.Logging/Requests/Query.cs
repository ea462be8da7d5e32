using System.Reflection;
using Microsoft.AspNetCore.Http.Metadata;

namespace VisionSystem.Logging.Requests;

/// <summary>The parameters that a request passes in its query string.</summary>
internal interface IQuery<TSelf>
    where TSelf : class, IQuery<TSelf>
{
    /// <summary>Reads all parameters of the query string, even after an error. May return null if the reader has recorded errors.</summary>
    static abstract TSelf? Parse(QueryReader query);
}

/// <summary>A parsed query string.</summary>
internal abstract class Query(FieldErrors errors)
{
    /// <summary>The validation errors.</summary>
    public FieldErrors Errors => errors;
}

/// <summary>
/// Binds the query string of a request to a handler's parameter. Public routes have a <see cref="QueryFilter"/>, so handlers
/// receive valid queries only. The OpenAPI document lists the parameters that are read.
/// </summary>
internal sealed class Query<T>(T? value, FieldErrors errors) : Query(errors), IBindableFromHttpContext<Query<T>>, IEndpointParameterMetadataProvider
    where T : class, IQuery<T>
{
    public T Value => value!;

    public static ValueTask<Query<T>?> BindAsync(HttpContext context, ParameterInfo parameter)
    {
        var errors = new FieldErrors();
        var reader = new QueryReader(context.Request.Query, errors, context.RequestServices.GetRequiredService<TimeProvider>()) { Headers = context.Request.Headers };
        return ValueTask.FromResult<Query<T>?>(new Query<T>(T.Parse(reader), errors));
    }

    public static void PopulateMetadata(ParameterInfo parameter, EndpointBuilder builder)
    {
        var reader = new QueryReader(QueryCollection.Empty, new FieldErrors(), TimeProvider.System);
        T.Parse(reader);
        // Page parameters are listed last in the documentation.
        foreach (var read in reader.Parameters.OrderBy(read => Array.IndexOf(QueryReader.PageParameters, read.Name)))
        {
            builder.Metadata.Add(read);
        }
    }
}

/// <summary>Rejects a request with an invalid query string.</summary>
internal sealed class QueryFilter : IEndpointFilter
{
    public ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next) =>
        context.Arguments.OfType<Query>().FirstOrDefault(query => query.Errors.Any) is { } query
            ? ValueTask.FromResult<object?>(query.Errors.ToResult())
            : next(context);
}
