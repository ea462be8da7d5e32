using System.Diagnostics;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Orchestration.Launching;

namespace Aspire.Hosting.Orchestration;

/// <summary>One replica of a resource: the process, and what is told about it.</summary>
internal sealed class ResourceInstance(
    IResource resource, string id, ChildProcesses children, ResourceOutput output, ResourceNotificationService notifications, TimeProvider time)
{
    /// <summary>Services drain for up to 25 s.</summary>
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(30);

    private Process? _process;
    private Task _ended = Task.CompletedTask;
    private int _stopSignal;
    private bool _stopping;

    public string Id { get; } = id;

    public bool IsRunning => !_ended.IsCompleted;

    public Task TellAsync(string state, int? exitCode = null) => notifications.PublishUpdateAsync(resource, Id, known => known with
    {
        State = state,
        ExitCode = exitCode,
        HealthStatus = null,
    });

    public async Task StartAsync(Launch launch)
    {
        await TellAsync(KnownResourceStates.Starting).ConfigureAwait(false);
        _stopping = false;
        var process = children.Start(
            launch.Program, launch.Arguments, launch.WorkingDirectory, launch.Environment, (line, isError) => output.Write(resource.Name, line, isError));
        (_process, _stopSignal) = (process, launch.StopSignal);
        await notifications.PublishUpdateAsync(resource, Id, known => known with
        {
            State = KnownResourceStates.Running,
            Properties = [new("executable.path", launch.Program), new("executable.pid", process.Id)],
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
        await children.StopAsync(process, StopPatience, _stopSignal).ConfigureAwait(false);
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
