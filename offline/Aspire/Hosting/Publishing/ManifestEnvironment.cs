using System.Globalization;
using System.Text.Json.Nodes;
using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Publishing;

/// <summary>Environment variables in a manifest: texts, and expressions for what is known only in the cluster.</summary>
internal sealed class ManifestEnvironment(DistributedApplicationExecutionContext context)
{
    public const string EncodedSuffix = "-uri-encoded";

    /// <summary>Parameters that were asked for in the form that a URL takes.</summary>
    public SortedSet<string> Encoded { get; } = new(StringComparer.Ordinal);

    public async Task<JsonObject> OfAsync(IResourceWithEnvironment resource, CancellationToken cancellationToken)
    {
        var values = new Dictionary<string, object>(StringComparer.Ordinal);
        AddOwn(resource, values);
        var callbackContext = new EnvironmentCallbackContext(context, resource, values, cancellationToken);
        foreach (var annotation in resource.Annotations.OfType<EnvironmentCallbackAnnotation>())
        {
            await annotation.Callback(callbackContext).ConfigureAwait(false);
        }

        var json = new JsonObject();
        foreach (var (name, value) in values)
        {
            json[name] = Expression(value);
            foreach (var (property, text) in value is ConnectionStringReference reference ? Properties(reference.Resource) : [])
            {
                json[property] = text;
            }
        }

        return json;
    }

    private static void AddOwn(IResource resource, Dictionary<string, object> values)
    {
        switch (resource)
        {
            case ProjectResource project:
                values["OTEL_DOTNET_EXPERIMENTAL_OTLP_RETRY"] = "in_memory";
                values["ASPNETCORE_FORWARDEDHEADERS_ENABLED"] = "true";
                values["HTTP_PORTS"] = string.Join(';', project.GetEndpoints()
                    .Where(endpoint => endpoint.EndpointAnnotation.UriScheme == "http").Select(endpoint => $"{{{project.Name}.bindings.{endpoint.EndpointName}.targetPort}}"));
                break;

            case PostgresServerResource server:
                values["POSTGRES_HOST_AUTH_METHOD"] = "scram-sha-256";
                values["POSTGRES_INITDB_ARGS"] = "--auth-host=scram-sha-256 --auth-local=scram-sha-256";
                values["POSTGRES_USER"] = "postgres";
                values["POSTGRES_PASSWORD"] = server.PasswordParameter;
                break;

            case RedisResource server:
                values["REDIS_PASSWORD"] = server.PasswordParameter;
                break;
        }
    }

    private static string Expression(object value) => value switch
    {
        ParameterResource parameter => $"{{{parameter.Name}.value}}",
        EndpointReference endpoint => $"{{{endpoint.Resource.Name}.bindings.{endpoint.EndpointName}.url}}",
        ConnectionStringReference reference => $"{{{reference.Resource.Name}.connectionString}}",
        IValueProvider => throw new NotSupportedException($"The stand-in for Aspire cannot publish a value of the kind {value.GetType().Name}."),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    // Since Aspire 13 a reference gives the parts of the connection, too.
    private IEnumerable<(string Name, string Value)> Properties(IResourceWithConnectionString resource)
    {
        var prefix = resource.Name.ToUpperInvariant().Replace('-', '_');
        if (resource is PostgresDatabaseResource database)
        {
            var (server, password) = (database.Parent.Name, database.Parent.PasswordParameter.Name);
            var address = $"{{{server}.bindings.tcp.host}}:{{{server}.bindings.tcp.port}}/{database.DatabaseName}";
            return
            [
                .. HostAndPort(prefix, server), (prefix + "_USERNAME", "postgres"), (prefix + "_PASSWORD", $"{{{password}.value}}"),
                (prefix + "_URI", $"postgresql://postgres:{UriEncoded(password)}@{address}"), (prefix + "_JDBCCONNECTIONSTRING", $"jdbc:postgresql://{address}"),
                (prefix + "_DATABASENAME", database.DatabaseName),
            ];
        }

        if (resource is RedisResource redis)
        {
            var password = redis.PasswordParameter.Name;
            return
            [
                .. HostAndPort(prefix, redis.Name), (prefix + "_PASSWORD", $"{{{password}.value}}"),
                (prefix + "_URI", $"{{{redis.Name}.bindings.tcp.scheme}}://:{UriEncoded(password)}@{{{redis.Name}.bindings.tcp.host}}:{{{redis.Name}.bindings.tcp.port}}"),
            ];
        }

        return [];
    }

    private static IEnumerable<(string Name, string Value)> HostAndPort(string prefix, string server) =>
        [(prefix + "_HOST", $"{{{server}.bindings.tcp.host}}"), (prefix + "_PORT", $"{{{server}.bindings.tcp.port}}")];

    private string UriEncoded(string parameter)
    {
        Encoded.Add(parameter);
        return $"{{{parameter}{EncodedSuffix}.value}}";
    }
}
