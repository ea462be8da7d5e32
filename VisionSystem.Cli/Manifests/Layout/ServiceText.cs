using System.Globalization;
using System.Text;
using VisionSystem.Cli.Manifests.Model;

namespace VisionSystem.Cli.Manifests.Layout;

/// <summary>A <c>service.yaml</c>.</summary>
internal static class ServiceText
{
    public static string Of(AppResource workload)
    {
        var text = new StringBuilder($"""
            ---
            apiVersion: v1
            kind: Service
            metadata:
              name: {workload.Name}
            spec:
              type: ClusterIP
              selector:
                app: {workload.Name}
              ports:

            """);
        foreach (var binding in workload.Bindings)
        {
            text.Append(CultureInfo.InvariantCulture, $"  - name: {binding.Name}\n    port: {binding.Port}\n    targetPort: {binding.Port}\n");
        }

        return text.ToString();
    }
}
