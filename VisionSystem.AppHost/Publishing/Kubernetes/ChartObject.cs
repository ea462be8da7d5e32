using System.Text.Json;
using Aspire.Hosting.Kubernetes.Resources;
using YamlDotNet.Core;
using YamlDotNet.Serialization;
using k8s;
using k8s.Models;

namespace VisionSystem.AppHost.Publishing.Kubernetes;

/// <summary>
/// An object of the Kubernetes client as a resource of Aspire's chart, written unchanged. Aspire's own types lack some kinds and
/// write invalid autoscalers.
/// </summary>
internal sealed class ChartObject : BaseKubernetesResource, IYamlConvertible
{
    private readonly IKubernetesObject<V1ObjectMeta> _item;

    public ChartObject(IKubernetesObject<V1ObjectMeta> item)
        : base(item.ApiVersion, item.Kind)
    {
        _item = item;

        // Aspire names the file after the object, and objects of different kinds can share a name.
        Metadata.Name = item.Metadata.Name.EndsWith('-' + item.Kind.ToLowerInvariant(), StringComparison.Ordinal)
            ? item.Metadata.Name
            : $"{item.Metadata.Name}-{item.Kind.ToLowerInvariant()}";
    }

    public void Write(IEmitter emitter, ObjectSerializer nestedObjectSerializer) => nestedObjectSerializer(Tree(JsonSerializer.Deserialize<JsonElement>(KubernetesJson.Serialize(_item))));

    public void Read(IParser parser, Type expectedType, ObjectDeserializer nestedObjectDeserializer) => throw new NotSupportedException("A chart object cannot be read from YAML.");

    private static object? Tree(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().ToDictionary(property => property.Name, property => Tree(property.Value)),
        JsonValueKind.Array => element.EnumerateArray().Select(Tree).ToList(),
        JsonValueKind.Number => element.GetInt64(),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.Null => null,
        _ => element.GetString(),
    };
}
