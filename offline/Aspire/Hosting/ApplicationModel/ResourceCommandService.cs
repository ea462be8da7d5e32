using Aspire.Hosting.Orchestration;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>How a command ended.</summary>
public sealed class ExecuteCommandResult
{
    public required bool Success { get; init; }

    public string? Message { get; init; }
}

/// <summary>Starts, stops and restarts the resources of a running application, and has them do what their commands say.</summary>
public class ResourceCommandService
{
    private readonly Orchestrator _orchestrator;

    internal ResourceCommandService(Orchestrator orchestrator) => _orchestrator = orchestrator;

    /// <param name="resourceId">The resource's name (all its instances) or one instance's id.</param>
    /// <param name="commandName">One of <see cref="KnownResourceCommands"/>, or a command of the resource's own.</param>
    /// <param name="cancellationToken">Gives up waiting for the command's end.</param>
    public Task<ExecuteCommandResult> ExecuteCommandAsync(string resourceId, string commandName, CancellationToken cancellationToken = default) =>
        _orchestrator.ExecuteAsync(resourceId, commandName, cancellationToken);

    /// <inheritdoc cref="ExecuteCommandAsync(string, string, CancellationToken)"/>
    public Task<ExecuteCommandResult> ExecuteCommandAsync(IResource resource, string commandName, CancellationToken cancellationToken = default) =>
        ExecuteCommandAsync(resource.Name, commandName, cancellationToken);
}
