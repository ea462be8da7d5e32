namespace Aspire.Hosting.Testing;

/// <summary>The builder of an AppHost whose entry point stopped just before it builds.</summary>
public interface IDistributedApplicationTestingBuilder : IDistributedApplicationBuilder, IAsyncDisposable, IDisposable
{
    Task<DistributedApplication> BuildAsync(CancellationToken cancellationToken = default);
}
