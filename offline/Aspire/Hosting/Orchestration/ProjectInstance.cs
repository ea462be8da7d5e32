using System.Diagnostics;
using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Orchestration;

/// <summary>One replica of a project: the process, and what is told about it.</summary>
internal sealed class ProjectInstance(
    ProjectResource resource, string id, ChildProcesses children, ResourceOutput output, ResourceNotificationService notifications, TimeProvider time)
{
    /// <summary>Services drain for up to 25 s.</summary>
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(30);

    private Process? _process;
    private Task _ended = Task.CompletedTask;
    private bool _stopping;

    public string Id { get; } = id;

    public bool IsRunning => !_ended.IsCompleted;

    public Task TellAsync(string state, int? exitCode = null) => notifications.PublishUpdateAsync(resource, Id, known => known with
    {
        State = state,
        ExitCode = exitCode,
        HealthStatus = null,
    });

    public async Task StartAsync(string assembly, string workingDirectory, IReadOnlyDictionary<string, string?> environment)
    {
        await TellAsync(KnownResourceStates.Starting).ConfigureAwait(false);
        _stopping = false;
        var process = children.Start(
            Executables.Dotnet, [assembly], workingDirectory, environment, (line, isError) => output.Write(resource.Name, line, isError));
        _process = process;
        await notifications.PublishUpdateAsync(resource, Id, known => known with
        {
            State = KnownResourceStates.Running,
            Properties = [new("executable.path", Executables.Dotnet), new("executable.pid", process.Id), new("project.path", assembly)],
            StartTimeStamp = time.GetUtcNow().UtcDateTime,
            StopTimeStamp = null,
        }).ConfigureAwait(false);
        _ended = TellWhenEndedAsync(process);
    }

    public async Task StopAsync()
    {
        if (_process is not { } process || !IsRunning)
        {
            return;
        }

        _stopping = true;
        await TellAsync(KnownResourceStates.Stopping).ConfigureAwait(false);
        await children.StopAsync(process, StopPatience).ConfigureAwait(false);
        await _ended.ConfigureAwait(false);
    }

    private async Task TellWhenEndedAsync(Process process)
    {
        await process.WaitForExitAsync().ConfigureAwait(false);
        var exitCode = process.ExitCode;
        process.Dispose();
        if (!_stopping)
        {
            output.Say($"{resource.Name} | ended by itself with exit code {exitCode}");
        }

        await notifications.PublishUpdateAsync(resource, Id, known => known with
        {
            State = KnownResourceStates.Finished,
            ExitCode = exitCode,
            HealthStatus = null,
            StopTimeStamp = time.GetUtcNow().UtcDateTime,
        }).ConfigureAwait(false);
    }
}
