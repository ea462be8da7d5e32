using Aspire.Hosting.Kubernetes;
using Aspire.Hosting.Kubernetes.Resources;

namespace VisionSystem.AppHost.Publishing.Kubernetes;

/// <summary>Service accounts: one for each service, with no rights at all.</summary>
internal static class Accounts
{
    /// <returns>The account's name.</returns>
    public static string Add(KubernetesResource service, string name)
    {
        var account = new ServiceAccountV1();
        account.Metadata.Name = name;
        service.AdditionalResources.Add(account);
        return name;
    }
}
