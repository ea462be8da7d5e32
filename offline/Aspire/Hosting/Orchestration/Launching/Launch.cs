using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Orchestration.Launching;

/// <summary>A program to start.</summary>
/// <param name="Program">Its name or path.</param>
/// <param name="Arguments">Its arguments.</param>
/// <param name="WorkingDirectory">Where it runs.</param>
/// <param name="Environment">Its variables beside those of the AppHost; null removes one.</param>
internal sealed record Launch(
    string Program, IReadOnlyList<string> Arguments, string WorkingDirectory, IReadOnlyDictionary<string, string?> Environment)
{
    /// <summary>The signal that asks it to end.</summary>
    public int StopSignal { get; init; } = ChildProcesses.Sigterm;
}

/// <summary>Knows which program a resource is.</summary>
internal interface ILauncher
{
    bool Launches(IResource resource);

    /// <summary>Gets ready what the program needs.</summary>
    /// <exception cref="DistributedApplicationException">It cannot be started on this machine; the message says what to do.</exception>
    Task<Launch> PrepareAsync(LaunchRequest request, CancellationToken cancellationToken);
}

/// <summary>What is to be started.</summary>
/// <param name="Resource">The resource.</param>
/// <param name="Replica">Which of its replicas, from 0.</param>
/// <param name="Plans">Its endpoints.</param>
/// <param name="Environment">The variables that the model gives it.</param>
/// <param name="Children">Resources that are parts of it.</param>
internal sealed record LaunchRequest(
    IResource Resource, int Replica, IReadOnlyList<PortPlan> Plans, IReadOnlyDictionary<string, string?> Environment, IReadOnlyList<IResource> Children)
{
    /// <summary>The port that this replica listens on for an endpoint.</summary>
    public int Port(string endpointName) => Plans.Single(plan => plan.Endpoint.Name == endpointName).ReplicaPorts[Replica];
}
