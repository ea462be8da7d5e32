using System.Reflection;
using Microsoft.AspNetCore.Http.Metadata;

namespace VisionSystem.Logging.Requests;

/// <summary>What a request asks for by its query string.</summary>
internal interface IQuery<TSelf>
    where TSelf : class, IQuery<TSelf>
{
    /// <summary>Reads the query string, and always all parameters; may be null where the reader has found errors.</summary>
    static abstract TSelf? Parse(QueryReader query);
}

/// <summary>A query string that was read.</summary>
internal abstract class Query(FieldErrors errors)
{
    /// <summary>What is wrong with it.</summary>
    public FieldErrors Errors => errors;
}

/// <summary>
/// The query string of a request as a handler's parameter. Public routes have a <see cref="QueryFilter"/>, so that handlers
/// see valid ones only. The OpenAPI document has the parameters that are read.
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
        // Those of the page last, as people look for them.
        foreach (var read in reader.Parameters.OrderBy(read => Array.IndexOf(QueryReader.PageParameters, read.Name)))
        {
            builder.Metadata.Add(read);
        }
    }
}

/// <summary>Refuses a request whose query string is not valid.</summary>
internal sealed class QueryFilter : IEndpointFilter
{
    public ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next) =>
        context.Arguments.OfType<Query>().FirstOrDefault(query => query.Errors.Any) is { } query
            ? ValueTask.FromResult<object?>(query.Errors.ToResult())
            : next(context);
}
