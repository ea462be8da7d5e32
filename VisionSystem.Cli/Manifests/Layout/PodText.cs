using System.Globalization;
using System.Text;
using VisionSystem.Cli.Manifests.Model;

namespace VisionSystem.Cli.Manifests.Layout;

/// <summary>A <c>deployment.yaml</c> or <c>statefulset.yaml</c>, indented and quoted as aspirate's templates are.</summary>
internal sealed record PodText(AppResource Workload, string Image, bool HasEnvironment)
{
    private string Name => Workload.Name;

    public string Deployment()
    {
        var text = new StringBuilder($"""
            ---
            apiVersion: apps/v1
            kind: Deployment
            metadata:
              name: {Name}
              labels:
                app: {Name}
            spec:
              minReadySeconds: 60
              replicas: 1
              selector:
                matchLabels:
                  app: {Name}
              strategy:
                type: Recreate
              template:
                metadata:
                  labels:
                    app: {Name}
                spec:
                  containers:
                  - name: {Name}
                    image: {Image}
                    imagePullPolicy: IfNotPresent

            """);
        if (Workload.Text("entrypoint") is { } entrypoint)
        {
            text.Append($"        command:\n          - {entrypoint}\n");
        }

        if (Workload.Arguments.Count > 0)
        {
            text.Append("        args:\n");
            foreach (var argument in Workload.Arguments)
            {
                text.Append(CultureInfo.InvariantCulture, $"        - {argument}\n");
            }
        }

        text.Append("        ports:\n");
        foreach (var binding in Workload.Bindings)
        {
            text.Append(CultureInfo.InvariantCulture, $"        - name: {binding.Name}\n          containerPort: {binding.Port}\n");
        }

        text.Append(HasEnvironment ? $"        envFrom:\n        - configMapRef:\n            name: {Name}-env\n" : "");
        return text.Append("      terminationGracePeriodSeconds: 180\n").ToString();
    }

    public string StatefulSet()
    {
        var text = new StringBuilder($"""
            ---
            apiVersion: apps/v1
            kind: StatefulSet
            metadata:
              name: {Name}
              labels:
                app: {Name}
            spec:
              serviceName: "{Name}"
              replicas: 1
              selector:
                matchLabels:
                  app: {Name}
              template:
                metadata:
                  labels:
                    app: {Name}
                spec:
                  containers:
                    - name: {Name}
                      image: {Image}
                      imagePullPolicy: IfNotPresent

            """);
        if (Workload.Arguments.Count > 0)
        {
            text.Append("          args:\n");
            foreach (var argument in Workload.Arguments)
            {
                text.Append(CultureInfo.InvariantCulture, $"            - '{argument}'\n");
            }
        }

        text.Append("          ports:\n");
        foreach (var binding in Workload.Bindings)
        {
            text.Append(CultureInfo.InvariantCulture, $"            - containerPort: {binding.Port}\n");
        }

        text.Append(HasEnvironment ? $"          envFrom:\n            - configMapRef:\n                name: {Name}-env\n" : "");
        text.Append("          volumeMounts:\n");
        foreach (var volume in Workload.Volumes)
        {
            text.Append(CultureInfo.InvariantCulture, $"            - name: {volume.KubernetesName}\n              mountPath: {volume.Target}\n");
        }

        text.Append("  volumeClaimTemplates:\n");
        foreach (var volume in Workload.Volumes)
        {
            text.Append($"""
                    - metadata:
                        name: {volume.KubernetesName}
                      spec:
                        accessModes: ["ReadWriteOnce"]
                        resources:
                          requests:
                            storage: 1Gi

                """);
        }

        return text.ToString();
    }
}
